using System.Text.RegularExpressions;
using BuyingGroups.Server.Demo;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>What the documentation shows is what works.</summary>
public sealed partial class SampleTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Now = "2026-03-04T05:06:07Z";

    private static readonly string[] OtherNamesOfCSharp = ["cs", "c#", "C#", "CSharp", "C"];

    private static readonly Dictionary<string, MethodDescriptor> Methods = typeof(ActivityReflection).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(ActivityReflection).Namespace && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .SelectMany(type => ((FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!).Services)
        .SelectMany(service => service.Methods)
        .ToDictionary(method => $"{method.Service.FullName}/{method.Name}");

    public static TheoryData<string> PagesInCSharp =>
        [.. Page.All.Where(page => page.Samples("csharp").Any()).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(PagesInCSharp))]
    public void The_samples_of_a_page_in_CSharp_are_one_program_that_compiles(string path)
    {
        var problems = SampleProgram.ProblemsOf(path, Page.Of(path).Samples("csharp"));

        Assert.True(problems.Length == 0, problems);
    }

    [Fact]
    public void A_sample_with_a_mistake_is_found_with_its_page_and_line()
    {
        var problems = SampleProgram.ProblemsOf("docs/some.md", [(1, "using System.Text;"), (7, "var x = 1;\nConsole.WriteLine(y + x);")]);

        Assert.Equal("docs/some.md(8,19): error CS0103: The name 'y' does not exist in the current context", problems);
    }

    [Fact]
    public void No_sample_in_CSharp_hides_under_another_name_of_the_language() =>
        Assert.All(
            Page.All,
            page => Assert.Empty(OtherNamesOfCSharp.SelectMany(page.Samples)));

    [Fact]
    public void Every_call_by_grpcurl_has_a_method_that_there_is_and_a_request_of_its_fields()
    {
        var calls = Page.All.SelectMany(page => page.CommandLines).SelectMany(lines => Grpcurl().Matches(lines)).ToList();

        Assert.NotEmpty(calls);
        foreach (var call in calls)
        {
            Assert.True(Methods.TryGetValue(call.Groups["method"].Value, out var method), call.Value);
            if (call.Groups["request"] is { Success: true, Value: var request })
            {
                // The shell puts the time of now in the place of this.
                JsonParser.Default.Parse(Substitution().Replace(request, Now), method!.InputType);
            }
        }
    }

    [Fact]
    public void Every_method_that_the_text_names_is_one_that_there_is()
    {
        var named = Page.All.SelectMany(page => page.Words).Where(word => MethodName().IsMatch(word)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($"buyinggroups.v1.{name.Replace('.', '/')}", Methods.Keys));
    }

    [Fact]
    public void Every_command_line_is_one_that_the_program_takes()
    {
        var commands = Page.All.SelectMany(page => page.CommandLines.Concat(page.Words))
            .SelectMany(text => Command().Matches(text)).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var words = Word().Matches(command.Groups["arguments"].Value).Select(word => word.Value.Trim('\''));
            var parsed = ServerCommands.Create().Parse([.. words]);
            Assert.True(parsed.Errors.Count == 0, $"{command.Value}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
        }
    }

    [Fact]
    public void The_table_of_commands_has_each_of_them()
    {
        var rows = Page.Of("docs/operation.md").Text.Split('\n').Select(line => CommandRow().Match(line)).Where(row => row.Success);

        Assert.Equal(
            ServerCommands.Create().Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal),
            rows.Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_of_scopes_has_each_of_them()
    {
        var page = Page.Of("docs/authentication.md");
        Assert.All(Server.Security.Scopes.All, scope => Assert.Contains(scope, page.Words));
    }

    [Fact]
    public async Task The_sample_of_a_condition_selects_as_many_of_the_example_as_the_README_says()
    {
        await new ExampleClient(server.Client).FillDirectoryAsync(CancellationToken.None);
        var condition = Regex.Unescape(Condition().Match(Page.Of(Page.Readme).Text).Groups[1].Value);

        var selected = await server.Client.Directory.TestPersonConditionAsync(
            new() { AccountId = "crm-northwind", Condition = new() { Text = condition } });

        Assert.Contains("four of the six", Page.Of(Page.Readme).Text, StringComparison.Ordinal);
        Assert.Equal(4, selected.People.Count);
    }

    [GeneratedRegex(
        """grpcurl ((?!grpcurl|-d ').)*(-d '(?<request>(?:[^']|'\$\([^)]*\)')*)')?((?!grpcurl).)*?(?<method>buyinggroups\.v1\.\w+/\w+)""",
        RegexOptions.Singleline)]
    private static partial Regex Grpcurl();

    [GeneratedRegex(@"'\$\([^)]*\)'")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"^\w+Service\.[A-Z]\w+$")]
    private static partial Regex MethodName();

    [GeneratedRegex(@"dotnet run (-c Release )?--project src/BuyingGroups\.Server --(?<arguments>[^\n)#`]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| `([a-z-]+)[^`]*` \|")]
    private static partial Regex CommandRow();

    [GeneratedRegex("""account_id": "crm-northwind", "condition": \{"text": "(.*)"\}\}""")]
    private static partial Regex Condition();
}
