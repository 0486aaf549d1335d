using System.Diagnostics;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql.Embedded;

/// <summary>
/// What the embedded database promises of what it acknowledged; short forms of the benchmarks' campaigns, which run in processes of their
/// own.
/// </summary>
public sealed class DurabilityTests
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory.Replace("BuyingGroups.Storage.Tests", "BuyingGroups.Benchmarks", StringComparison.Ordinal),
        "BuyingGroups.Benchmarks.dll");

    [Fact]
    public Task Killed_under_load_it_has_everything_acknowledged_once() => RunAsync("counter-kills", "4");

    [Fact]
    public Task Damaged_it_has_everything_acknowledged_before_the_damage_or_refuses_to_start() => RunAsync("counter-damage", "15", "211");

    private static async Task RunAsync(params string[] arguments)
    {
        using var program = Process.Start(
            new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = program.StandardError.ReadToEndAsync();
        var output = program.StandardOutput.ReadToEndAsync();
        try
        {
            await program.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token);
        }
        catch (OperationCanceledException)
        {
            program.Kill(entireProcessTree: true);
        }

        Assert.True(program.ExitCode == 0, $"{await output}{await errors}");
    }
}
