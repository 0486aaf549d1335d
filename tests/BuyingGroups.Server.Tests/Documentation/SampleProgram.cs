using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BuyingGroups.Server.Tests.Documentation;

/// <summary>
/// The samples in C# of a page, one after another, as the one program that a reader makes of them: in a console project with implicit
/// usings and a reference to the client.
/// </summary>
internal static partial class SampleProgram
{
    // A sample that watches goes on for ever, and those after it are never reached. Versions of assemblies are unified, as the SDK has it.
    private static readonly string[] Harmless = ["CS0162", "CS1701", "CS1702"];

    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What users of the client don't have.
    private static readonly string[] Ours = ["BuyingGroups.Server", "BuyingGroups.Domain", "BuyingGroups.Storage"];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Ours.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What the compiler says against the samples of a page, a line each; empty if they compile.</summary>
    public static string ProblemsOf(string path, IEnumerable<(int Line, string Code)> samples)
    {
        var (usings, statements) = (new StringBuilder(), new StringBuilder());
        foreach (var (first, code) in samples)
        {
            foreach (var (line, number) in code.Split('\n').Select((line, index) => (line, first + index)))
            {
                // Usings come first in a program, wherever a sample names them.
                var to = Using().IsMatch(line) ? usings : statements;
                to.Append(System.Globalization.CultureInfo.InvariantCulture, $"#line {number} \"{path}\"\n{line}\n");
            }
        }

        var compilation = CSharpCompilation.Create(
            "Samples",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText($"{usings}{statements}")],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return string.Join('\n', compilation.GetDiagnostics()
            .Where(problem => problem.Severity >= DiagnosticSeverity.Warning && !Harmless.Contains(problem.Id)));
    }

    [GeneratedRegex(@"^using [\w.]+;\s*$")]
    private static partial Regex Using();
}
