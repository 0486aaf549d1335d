using System.CommandLine;
using BuyingGroups.Server.Demo;
using BuyingGroups.Server.Security;
using BuyingGroups.Storage;

namespace BuyingGroups.Server.Hosting;

/// <summary>The commands of the program. Each setting can also come from the environment, as <c>BUYINGGROUPS_Server__Listen</c> and so on.</summary>
internal static class ServerCommands
{
    private const string EnvironmentPrefix = "BUYINGGROUPS_";

    private static readonly (Option<string> Option, string Key)[] Settings =
    [
        Setting("--listen", "ADDRESS:PORT", "Server:Listen", "Where to listen; port 0 takes a free one. Default 127.0.0.1:5080."),
        Setting("--data", "FOLDER", "Server:DataFolder", "Where the embedded stores keep their files. Default ~/.local/share/buyinggroups."),
        Setting("--redis", "CONNECTION", "Redis:ConnectionString", "Counters in this Redis, such as localhost:6379, instead of the embedded SQLite."),
        Setting("--sql-server", "CONNECTION", "Sql:ConnectionString", "Definitions and memberships in this SQL Server instead of the embedded SQLite."),
        Setting("--time-zone", "ZONE", "Server:TimeZone", "IANA name of the zone in which days begin and end. Default UTC."),
    ];

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Listen beyond loopback although nothing authenticates callers, or nothing encrypts.",
        Recursive = true,
    };

    private static readonly Option<bool> DevelopmentTokens = new("--development-tokens")
    {
        Description = "Callers need a token of the command token. To try scopes on one machine.",
        Recursive = true,
    };

    private static readonly Option<bool> AcceptDamage = new("--accept-damage")
    {
        Description = "Start once although the embedded database is damaged, with what can be read; copies of the files are kept.",
        Recursive = true,
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Any other setting of the README's table, such as --set Redis:KeyPrefix=test. Can be given several times.",
        Recursive = true,
    };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Tells how complete, how engaged and how far along buying groups are, over gRPC. Without a command: serve, on the embedded stores.");
        foreach (var (option, _) in Settings)
        {
            root.Options.Add(option);
        }

        root.Options.Add(Insecure);
        root.Options.Add(DevelopmentTokens);
        root.Options.Add(AcceptDamage);
        root.Options.Add(Set);

        var serve = new Command("serve", "Serve until stopped (the default).");
        var keep = new Option<bool>("--keep") { Description = "Go on serving afterwards, and print a call to try." };
        var scenario = new Option<string>("--scenario")
        {
            Description = "score: the worked example of the engagement score. precedence: who overrules whom. jobs: groups of 2,000 accounts made and maintained.",
            DefaultValueFactory = _ => DemoCommand.Scenarios.Keys.First(),
        };
        scenario.AcceptOnlyFromAmong([.. DemoCommand.Scenarios.Keys]);
        var demo = new Command("demo", "Start a server over a temporary folder, play a scenario as a client, and print what came of it.") { scenario, keep };
        var migrate = new Command("migrate", "Bring the SQL schema up to date, and say what was done.");
        var person = new Argument<string>("person") { Description = "The person's id." };
        var inspect = new Command("inspect", "Print a person's activity counters by day and type; also beside a running server.") { person };
        var health = new Command("health", "Ask the server that listens at --listen whether it is ready; exit code 0 if it is.");
        var name = new Option<string>("--name") { HelpName = "NAME", Description = "The caller's name.", DefaultValueFactory = _ => "developer" };
        var scope = new Option<string[]>("--scope")
        {
            HelpName = "SCOPE",
            Description = $"What the token allows; can be given several times. Default all. {SecurityOptions.KnownScopes}",
            AllowMultipleArgumentsPerToken = true,
        };
        var hours = new Option<int>("--hours") { HelpName = "N", Description = "How long it is valid, 1 to 720.", DefaultValueFactory = _ => 8 };
        var restored = new Command(
            "restored",
            "Tell that the stores were restored from a backup: events get positions that were never given before, so that no watcher takes new events "
            + "for those that it has seen. Servers find out by themselves if SQL alone was restored; run it after restoring Redis, or a whole data "
            + "folder, too. To run it once more does no harm.");
        var zone = new Argument<string>("zone") { Description = "IANA name of the new zone, such as Europe/Berlin." };
        var changeTimeZone = new Command(
            "change-time-zone",
            "Count activities by days of another time zone from now on. Stop all servers first. Counters that exist stay on the days on which they were "
            + "recorded.") { zone };
        var token = new Command("token", "Print a token for a server that runs with --development-tokens over the same data folder.") { name, scope, hours };
        foreach (var command in new[] { serve, demo, migrate, inspect, restored, changeTimeZone, health, token })
        {
            root.Subcommands.Add(command);
        }

        root.SetAction((arguments, cancellationToken) => RunAsync(() => ServeCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        serve.SetAction((arguments, cancellationToken) => RunAsync(() => ServeCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        demo.SetAction((arguments, cancellationToken) =>
            RunAsync(() => DemoCommand.RunAsync(
                ConfigurationOf(arguments), DemoCommand.Scenarios[arguments.GetRequiredValue(scenario)], arguments.GetValue(keep), cancellationToken)));
        migrate.SetAction((arguments, cancellationToken) => RunAsync(() => MigrateCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        inspect.SetAction((arguments, cancellationToken) =>
            RunAsync(() => InspectCommand.RunAsync(ConfigurationOf(arguments), arguments.GetRequiredValue(person), cancellationToken)));
        restored.SetAction((arguments, cancellationToken) =>
            RunAsync(() => RestoredCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        changeTimeZone.SetAction((arguments, cancellationToken) =>
            RunAsync(() => ChangeTimeZoneCommand.RunAsync(
                ConfigurationOf(arguments), arguments.GetRequiredValue(zone), cancellationToken)));
        health.SetAction((arguments, cancellationToken) => RunAsync(() => HealthCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        token.SetAction((arguments, _) => RunAsync(() => TokenCommand.RunAsync(
            ConfigurationOf(arguments), arguments.GetRequiredValue(name), arguments.GetValue(scope) ?? [], arguments.GetRequiredValue(hours))));
        return root;
    }

    private static (Option<string>, string) Setting(string name, string value, string key, string description) =>
        (new Option<string>(name) { HelpName = value, Description = description, Recursive = true }, key);

    private static IConfiguration ConfigurationOf(ParseResult arguments)
    {
        var given = Settings
            .Select(setting => KeyValuePair.Create(setting.Key, arguments.GetValue(setting.Option)))
            .Where(setting => setting.Value is not null)
            .ToList();
        if (arguments.GetValue(Insecure))
        {
            given.Add(KeyValuePair.Create<string, string?>("Server:Insecure", "true"));
        }

        if (arguments.GetValue(DevelopmentTokens))
        {
            given.Add(KeyValuePair.Create<string, string?>("Security:DevelopmentTokens", "true"));
        }

        if (arguments.GetValue(AcceptDamage))
        {
            given.Add(KeyValuePair.Create<string, string?>("Server:AcceptDamage", "true"));
        }

        foreach (var setting in arguments.GetValue(Set) ?? [])
        {
            var parts = setting.Split('=', 2);
            given.Add(parts.Length == 2
                ? KeyValuePair.Create<string, string?>(parts[0], parts[1])
                : throw new StartException($"--set takes KEY=VALUE, not '{setting}'."));
        }

        return new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(given).Build();
    }

    private static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (exception is StartException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C before there was anything to stop.
            return 1;
        }
    }
}
