using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>The chapter on settings and the options of the program say the same.</summary>
public sealed partial class SettingsTests
{
    // The server sets the first by what else is set. The default of the second depends on whose folder it is in.
    private const string Engine = "Sql:Engine";
    private const string DataFolder = "Server:DataFolder";

    private static readonly Dictionary<string, (PropertyInfo Property, object? Default)> Settings =
        new[] { typeof(ServerHost).Assembly, typeof(SqlOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => SectionOf(type) is not null && type.GetConstructor([]) is not null)
            .SelectMany(type => type.GetProperties().Select(property => (
                Name: $"{SectionOf(type)}:{property.Name}", Property: property,
                Default: property.GetValue(Activator.CreateInstance(type)))))
            .Where(setting => setting.Name != Engine)
            .ToDictionary(setting => setting.Name, setting => (setting.Property, setting.Default));

    private static readonly Dictionary<string, Match> Rows = Page.Of("docs/settings.md").Text.Split('\n')
        .Select(line => Row().Match(line))
        .Where(row => row.Success)
        .ToDictionary(row => row.Groups["name"].Value);

    [Fact]
    public void The_chapter_has_a_row_for_each_setting_and_no_others() =>
        Assert.Equal(
            Settings.Keys.Order(StringComparer.Ordinal),
            Rows.Keys.Where(name => !name.StartsWith("Logging:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_row_has_the_default_and_the_bounds_of_its_setting()
    {
        foreach (var (name, (property, byDefault)) in Settings.Where(setting => setting.Key != DataFolder))
        {
            var row = Rows[name].Groups;
            Assert.Equal((name, byDefault is null ? row["default"].Value : InWords(byDefault)), (name, row["default"].Value));
            if (property.GetCustomAttribute<RangeAttribute>() is { Minimum: int least, Maximum: int most })
            {
                var bounds = most == int.MaxValue ? $"at least {InWords(least)}" : $"{InWords(least)} to {InWords(most)}";
                Assert.Equal((name, bounds), (name, row["bounds"].Value));
            }
        }
    }

    [Fact]
    public void A_row_names_the_option_of_its_setting_and_each_option_has_a_row() =>
        Assert.Equal(
            ServerCommands.Create().Options.Select(option => option.Name).Except(["--set", "--help", "--version"])
                .Order(StringComparer.Ordinal),
            Rows.Values.Select(row => row.Groups["option"].Value).Where(option => option.Length > 0).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_that_is_named_anywhere_is_one_that_there_is()
    {
        var texts = Page.All.Select(page => page.Text).Concat([Repository.Read("docker-compose.yml"), Repository.Read("Dockerfile")]);
        var names = texts.SelectMany(text => Named().Matches(text).Concat(OfTheEnvironment().Matches(text)))
            .Select(match => $"{match.Groups["section"].Value}:{match.Groups["name"].Value}")
            .ToHashSet();

        Assert.Contains("Security:Certificates", names);
        Assert.Empty(names.Except(Settings.Keys));
    }

    private static string? SectionOf(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } section
            ? (string)section.GetRawConstantValue()!
            : null;

    private static string InWords(object value) => value switch
    {
        "" => "empty",
        string text => $"`{text}`",
        bool truth => truth ? "`true`" : "`false`",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        IEnumerable => "none",
        _ => throw new InvalidOperationException($"The documentation has no way to write {value}."),
    };

    [GeneratedRegex(@"^\| `(?<name>\w+:[\w:]+)`(<br>`(?<option>--[\w-]+)`)? \| (?<default>[^|]*?) ?\| (?<bounds>[^|]*?) ?\| ")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(?<section>Server|Limits|Events|Jobs|Security|Redis|Sql):(?<name>[A-Z]\w+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"BUYINGGROUPS_(?<section>[A-Za-z]+)__(?<name>[A-Za-z]+)")]
    private static partial Regex OfTheEnvironment();
}
