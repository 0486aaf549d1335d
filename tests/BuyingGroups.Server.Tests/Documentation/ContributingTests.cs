using System.Text.RegularExpressions;
using BuyingGroups.Client;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Storage.Sql;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>Who follows the steps of the page finds the types that it names.</summary>
public sealed partial class ContributingTests
{
    private static readonly Type[] OnePerAssembly =
    [
        typeof(ServerHost), typeof(SqlOptions), typeof(ScoringCalendar), typeof(ActivityReflection), typeof(BuyingGroupsClient),
        typeof(ContributingTests),
    ];

    [Fact]
    public void Every_type_that_the_page_names_is_there()
    {
        var types = OnePerAssembly.SelectMany(type => type.Assembly.GetTypes()).Select(type => type.Name);
        // Tests of the domain and the store are in assemblies of their own.
        var files = Repository.FilesIn("tests").Concat(Repository.FilesIn("src")).Select(path => Path.GetFileName(path).Split('.')[0]);
        var known = types.Concat(files).ToHashSet();
        var named = Page.Of("docs/CONTRIBUTING.md").Words.Where(word => TypeName().IsMatch(word)).ToList();

        Assert.Contains("ScoringMethod", named);
        Assert.Empty(named.Except(known));
    }

    // Of two words at least: others are words of prose, of SQL or of MSBuild.
    [GeneratedRegex("^[A-Z][a-z]+(?:[A-Z][a-z]+)+$")]
    private static partial Regex TypeName();
}
