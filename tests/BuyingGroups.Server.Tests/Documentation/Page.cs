using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>A page of the documentation, read as GitHub reads it.</summary>
internal sealed class Page
{
    public const string Readme = "README.md";

    // Anchors of headings are made as GitHub makes them.
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    private readonly MarkdownDocument _document;

    private Page(string path)
    {
        Path = path;
        Text = Repository.Read(path);
        _document = Markdown.Parse(Text, Pipeline);
    }

    /// <summary>All pages of the repository.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. new[] { "docs", ".github", "src", "tests" }.SelectMany(Repository.FilesIn)
            .Concat([Readme, "CHANGELOG.md"])
            .Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(path)),
    ];

    /// <summary>The path from the root of the repository, such as <c>docs/settings.md</c>.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The anchors that a link to this page can have.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id ?? "");

    /// <summary>Where the page's links lead, as they are written.</summary>
    public IEnumerable<string> Links => _document.Descendants<LinkInline>().Select(link => link.Url ?? "");

    /// <summary>What stands in code within the text.</summary>
    public IEnumerable<string> Words => _document.Descendants<CodeInline>().Select(code => code.Content);

    /// <summary>The blocks of code that aren't in a language of their own: command lines, and what they print.</summary>
    public IEnumerable<string> CommandLines =>
        _document.Descendants<CodeBlock>().Where(block => string.IsNullOrEmpty(LanguageOf(block))).Select(block => block.Lines.ToString());

    public static Page Of(string path) => All.Single(page => page.Path == path);

    /// <summary>The blocks of code in a language, with the number of their first line.</summary>
    public IEnumerable<(int Line, string Code)> Samples(string language) =>
        _document.Descendants<CodeBlock>().Where(block => LanguageOf(block) == language)
            .Select(block => (block.Line + 2, block.Lines.ToString()));

    public override string ToString() => Path;

    private static string? LanguageOf(CodeBlock block) => (block as FencedCodeBlock)?.Info;
}
