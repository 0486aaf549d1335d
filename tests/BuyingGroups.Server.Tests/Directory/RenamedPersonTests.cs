using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>Explanations show people as the directory has them now.</summary>
public sealed class RenamedPersonTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task A_new_name_is_shown_by_the_next_explanation()
    {
        await _scenario.GroupAsync();
        var ada = await _scenario.MemberAsync("Ada", Scenario.DecisionMaker);
        await _scenario.RecordAsync(ada, "Visit Webpage", DateTimeOffset.UtcNow, 1);
        Assert.Equal(("Ada", ""), await ShownAsync());

        await server.Client.Directory.BatchUpsertPeopleAsync(new()
        {
            People = { new Person { PersonId = ada, AccountId = _scenario.Account, FirstName = "Augusta", LastName = "King" } },
        });

        Assert.Equal(("Augusta", "King"), await ShownAsync());
    }

    private async Task<(string, string)> ShownAsync()
    {
        var explanation = await server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = _scenario.GroupId });
        var member = Assert.Single(explanation.Roles.SelectMany(role => role.Members));
        return (member.FirstName, member.LastName);
    }
}
