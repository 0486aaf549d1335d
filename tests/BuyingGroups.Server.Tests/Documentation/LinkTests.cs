using System.Text.RegularExpressions;
using Xunit;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>The documentation leads somewhere, wherever one follows it.</summary>
public sealed partial class LinkTests
{
    private const string OnGitHub = "https://github.com/buyinggroups/buyinggroups-grpc/";
    private const int MaxLinesOfReadme = 250;

    public static TheoryData<string> Pages => [.. Page.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_to_a_file_and_a_heading_that_there_are(string path) =>
        Assert.All(Page.Of(path).Links.Select(link => FromRoot(path, link)).OfType<string>(), Leads);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_that_a_page_names_is_in_the_repository(string path) =>
        Assert.All(Page.Of(path).Words.Where(word => PathOfRepository().IsMatch(word)), word => Assert.True(Repository.Has(word), word));

    [Fact]
    public void Every_page_of_the_documentation_is_linked_from_the_README()
    {
        var linked = Page.Of(Page.Readme).Links;

        Assert.All(
            Page.All.Where(page => page.Path != Page.Readme && !page.Path.StartsWith(".github/PULL", StringComparison.Ordinal)),
            page => Assert.Contains(page.Path, linked));
    }

    [Fact]
    public void The_README_stays_short_enough_to_be_read() =>
        Assert.InRange(Page.Of(Page.Readme).Text.TrimEnd('\n').Split('\n').Length, 1, MaxLinesOfReadme);

    /// <summary>The README of a package is shown where the repository isn't beside it.</summary>
    [Fact]
    public void A_package_links_to_whole_addresses() =>
        Assert.All(
            Page.All.Where(page => page.Path.StartsWith("src/", StringComparison.Ordinal)),
            page => Assert.All(page.Links, link => Assert.True(Uri.TryCreate(link, UriKind.Absolute, out _), link)));

    /// <summary>The path and anchor from the root of the repository, or null if the link leads elsewhere.</summary>
    private static string? FromRoot(string page, string link)
    {
        if (link.StartsWith(OnGitHub, StringComparison.Ordinal))
        {
            return InRepository().Match(link[OnGitHub.Length..]) is { Success: true } inside ? inside.Groups[1].Value : null;
        }

        if (Uri.TryCreate(link, UriKind.Absolute, out _))
        {
            return null;
        }

        var root = new Uri("file:///");
        return link.StartsWith('#')
            ? $"{page}{link}"
            : Uri.UnescapeDataString(new Uri(new Uri(root, page), link).ToString()[root.ToString().Length..]);
    }

    private static void Leads(string link)
    {
        var (path, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, "");
        Assert.True(Repository.Has(path), $"there is no {path}");
        if (anchor.Length > 0)
        {
            Assert.Contains(anchor, Page.Of(path).Anchors);
        }
    }

    [GeneratedRegex("^(?:blob|tree)/main/(.*)")]
    private static partial Regex InRepository();

    [GeneratedRegex(@"^(src|tests|protos|docs|\.ci|\.github)/[\w./-]+$")]
    private static partial Regex PathOfRepository();
}
