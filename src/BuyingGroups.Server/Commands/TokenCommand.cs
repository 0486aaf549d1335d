using BuyingGroups.Server.Security;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;

namespace BuyingGroups.Server.Commands;

/// <summary><c>token</c>: prints a token for a server that runs with <c>--development-tokens</c> over the same data folder.</summary>
internal static class TokenCommand
{
    private const int MostHours = 24 * 30;

    public static async Task<int> RunAsync(IConfiguration configuration, string name, IReadOnlyList<string> scopes, int hours)
    {
        if (!CallerClaims.IsName(name))
        {
            throw new StartException($"--name has to be {CallerClaims.NameRule}.");
        }

        if (Scopes.FirstUnknown(scopes) is { } unknown)
        {
            throw new StartException($"--scope '{unknown}' is no scope. {SecurityOptions.KnownScopes}");
        }

        if (hours is < 1 or > MostHours)
        {
            throw new StartException($"--hours is {hours}, but has to be 1 to {MostHours}.");
        }

        var granted = scopes.Count == 0 ? Scopes.All : scopes;
        var folder = ServerOptions.From(configuration).DataFolder;
        DataFolder.RequireFolder(folder);
        var key = DevelopmentKey.Of(folder);
        var now = TimeProvider.System.GetUtcNow();
        var expires = now.AddHours(hours);

        // The token goes to standard output alone, for TOKEN=$(… token). What a person wants to know about it goes to standard error.
        Console.WriteLine(key.Token(name, granted, now, expires));
        await Console.Error.WriteLineAsync(
            $"""
            A token of '{name}' until {expires:yyyy-MM-dd HH:mm} UTC, signed by {key.File}
            Scopes: {string.Join(' ', granted)}
            A server over the same data folder takes it with --development-tokens; send it as the metadata 'authorization: Bearer TOKEN'.
            """);
        return 0;
    }
}
