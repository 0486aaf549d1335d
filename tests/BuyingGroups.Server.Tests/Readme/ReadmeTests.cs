using System.Text.RegularExpressions;
using BuyingGroups.Server.Demo;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Readme;

/// <summary>What the README shows is what works.</summary>
public sealed partial class ReadmeTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private static readonly string Text = Repository.Read("README.md");

    [Fact]
    public void Every_sample_in_CSharp_compiles_with_the_usings_that_are_named()
    {
        var compiled = Repository.Read("tests/BuyingGroups.Server.Tests/Readme/Samples.cs");
        var usings = string.Concat(compiled.Split('\n').TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)).Select(line => $"    {line}\n"));
        var samples = Sample().Matches(Text).Select(sample => sample.Groups[1].Value).ToList();

        Assert.NotEmpty(samples);
        Assert.Contains(usings, Text, StringComparison.Ordinal);
        Assert.All(samples, sample => Assert.Contains(WithoutIndents(sample), WithoutIndents(compiled), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sample_of_a_condition_selects_somebody_of_the_example()
    {
        await new ExampleClient(server.Client).FillDirectoryAsync(CancellationToken.None);
        var condition = Regex.Unescape(Condition().Match(Text).Groups[1].Value);

        var selected = await server.Client.Directory.TestPersonConditionAsync(new() { AccountId = "crm-northwind", Condition = new() { Text = condition } });

        // As the README says.
        Assert.Equal(4, selected.People.Count);
    }

    private static string WithoutIndents(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("^```csharp\\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("""account_id": "crm-northwind", "condition": \{"text": "(.*)"\}\}""")]
    private static partial Regex Condition();
}
