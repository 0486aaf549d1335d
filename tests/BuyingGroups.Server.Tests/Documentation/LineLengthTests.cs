using Xunit;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>Code fits beside other code on a screen. <c>dotnet format</c> doesn't look at that.</summary>
public sealed class LineLengthTests
{
    /// <summary>As <c>.editorconfig</c> says.</summary>
    private const int MaxColumns = 140;

    private static readonly string[] Folders = ["src", "tests", "protos"];
    private static readonly string[] Code = [".cs", ".proto", ".lua"];

    [Fact]
    public void A_line_of_code_has_at_most_140_columns()
    {
        Assert.Contains($"max_line_length = {MaxColumns}\n", Repository.Read(".editorconfig"), StringComparison.Ordinal);

        var longer = Folders.SelectMany(Repository.FilesIn)
            .Where(path => Code.Contains(Path.GetExtension(path), StringComparer.Ordinal))
            .SelectMany(path => Repository.Read(path).Split('\n').Select((line, index) => (Place: $"{path}:{index + 1}", line.Length)))
            .Where(line => line.Length > MaxColumns)
            .Select(line => $"{line.Place} has {line.Length} columns")
            .ToList();

        Assert.True(longer.Count == 0, string.Join('\n', longer));
    }
}
