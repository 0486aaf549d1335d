using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>
/// White space at the ends of a definition's name is no part of it: not of what is kept, and not of what makes it unique.
/// </summary>
public sealed class NameWhiteSpaceTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task Of_every_definition()
    {
        var template = await _scenario.GroupAsync();
        await ExpectAsync("role", async name =>
            (await server.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = name } })).Role.DisplayName);
        await ExpectAsync("template", async name =>
            (await server.Client.RoleTemplates.CreateRoleTemplateAsync(
                new() { RoleTemplate = new() { DisplayName = name } })).RoleTemplate.DisplayName);
        await ExpectAsync("interest", async name =>
            (await server.Client.SolutionInterests.CreateSolutionInterestAsync(
                new() { SolutionInterest = new() { DisplayName = name, RoleTemplateId = template.TemplateId } }))
                .SolutionInterest.DisplayName);
        await ExpectAsync("audience", async name =>
            (await server.Client.Audiences.CreateAudienceAsync(
                new() { Audience = new() { DisplayName = name, Condition = new() { Text = "industry IS \"Steel\"" } } }))
                .Audience.DisplayName);
        await ExpectAsync("stages", async name =>
            (await server.Client.StageModels.CreateStageModelAsync(
                new() { StageModel = new() { DisplayName = name } })).StageModel.DisplayName);
        await ExpectAsync("scoring", async name =>
            (await server.Client.ScoringModels.DuplicateScoringModelAsync(
                new() { ScoringModelId = "default", DisplayName = name })).ScoringModel.DisplayName);
    }

    [Fact]
    public async Task Of_a_stage_and_of_the_names_of_the_next_ones()
    {
        var model = (await server.Client.StageModels.CreateStageModelAsync(new()
        {
            StageModel = new()
            {
                DisplayName = _scenario.Unique("Stages"),
                Stages =
                {
                    new Stage { DisplayName = " New ", Kind = StageKind.Entry, NextDisplayNames = { "\tWon" } },
                    new Stage { DisplayName = "Won  ", Kind = StageKind.Success },
                },
            },
        })).StageModel;

        Assert.Equal(["New", "Won"], model.Stages.Select(stage => stage.DisplayName));
        Assert.Equal(["Won"], model.Stages[0].NextDisplayNames);
    }

    private async Task ExpectAsync(string kind, Func<string, Task<string>> createAsync)
    {
        var name = _scenario.Unique($"{kind} with spaces");
        Assert.Equal(name, await createAsync($" \t{name}\n "));
        Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => createAsync($"{name} "))).StatusCode);
    }
}
