using System.CommandLine;
using BuyingGroups.Domain.Texts;
using BuyingGroups.Server.Demo;
using BuyingGroups.Server.Jobs;
using BuyingGroups.Server.Limits;
using BuyingGroups.Server.Logging;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Events;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;

namespace BuyingGroups.Server.Commands;

/// <summary>
/// The commands of the program. Each setting can also come from the environment, as <c>BUYINGGROUPS_Server__Listen</c> and so on.
/// </summary>
internal static class ServerCommands
{
    private const string EnvironmentPrefix = "BUYINGGROUPS_";

    private static readonly Option<string> Listen = new("--listen")
    {
        HelpName = "ADDRESS:PORT",
        Description = "Where to listen; port 0 takes a free one. Default 127.0.0.1:5080.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "FOLDER",
        Description = "Where the embedded stores keep their files. Default ~/.local/share/buyinggroups.",
    };

    private static readonly Option<string> Redis = new("--redis")
    {
        HelpName = "CONNECTION",
        Description =
            "Counters in this Redis, such as localhost:6379 or redis://user:password@localhost:6379, instead of the embedded SQLite.",
    };

    private static readonly Option<string> SqlServer = new("--sql-server")
    {
        HelpName = "CONNECTION",
        Description = "Definitions and memberships in this SQL Server instead of the embedded SQLite.",
    };

    private static readonly Option<string> TimeZone = new("--time-zone")
    {
        HelpName = "ZONE",
        Description = "IANA name of the zone in which days begin and end. Default UTC.",
    };

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Listen beyond loopback although nothing authenticates callers, or nothing encrypts.",
    };

    private static readonly Option<bool> DevelopmentTokens = new("--development-tokens")
    {
        Description = "Callers need a token of the command token. To try scopes on one machine.",
    };

    private static readonly Option<bool> AcceptDamage = new("--accept-damage")
    {
        Description = "Start once although the embedded database is damaged, with what can be read; copies of the files are kept.",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Any setting of docs/settings.md, such as --set Redis:KeyPrefix=test. Can be given several times.",
    };

    /// <summary>The settings that have a command-line option of their own.</summary>
    private static readonly (Option Option, string Key, Func<ParseResult, string?> Value)[] Options =
    [
        Text(Listen, "Server:Listen"), Text(Data, "Server:DataFolder"), Text(Redis, "Redis:ConnectionString"),
        Text(SqlServer, "Sql:ConnectionString"), Text(TimeZone, "Server:TimeZone"), Flag(Insecure, "Server:Insecure"),
        Flag(DevelopmentTokens, "Security:DevelopmentTokens"), Flag(AcceptDamage, "Server:AcceptDamage"),
    ];

    private static readonly string[] Sections =
    [
        ServerOptions.Section, LimitOptions.Section, EventOptions.Section, JobOptions.Section, SecurityOptions.Section,
        RedisOptions.Section, SqlOptions.Section, ServerLogging.Section,
    ];

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Tells how complete, how engaged and how far along buying groups are, over gRPC. Without a command: serve, on the embedded "
            + "stores.");
        Option[] serving = [Listen, Data, Redis, SqlServer, TimeZone, Insecure, DevelopmentTokens, AcceptDamage, Set];
        foreach (var option in serving)
        {
            root.Options.Add(option);
        }

        var serve = new Command("serve", "Serve until stopped (the default).");
        var keep = new Option<bool>("--keep") { Description = "Go on serving afterwards, and print a call to try." };
        var scenario = new Option<string>("--scenario")
        {
            Description = "score: the worked example of the engagement score. precedence: who overrules whom. "
                + "jobs: groups of 2,000 accounts made and maintained.",
            DefaultValueFactory = _ => DemoCommand.Scenarios.Keys.First(),
        };
        scenario.AcceptOnlyFromAmong([.. DemoCommand.Scenarios.Keys]);
        var demo = new Command(
            "demo",
            "Start a server over a temporary folder, play a scenario as a client, and print what came of it. Your stores aren't touched.")
            { scenario, keep };
        var migrate = new Command("migrate", "Bring the SQL schema up to date, and say what was done.");
        var person = new Argument<string>("person") { Description = "The person's id." };
        var inspect =
            new Command("inspect", "Print a person's activity counters by day and type; also beside a running server.") { person };
        var health = new Command("health", "Ask the server that listens at --listen whether it is ready; exit code 0 if it is.");
        var name = new Option<string>("--name")
        {
            HelpName = "NAME",
            Description = "The caller's name.",
            DefaultValueFactory = _ => "developer",
        };
        var scope = new Option<string[]>("--scope")
        {
            HelpName = "SCOPE",
            Description = $"What the token allows; can be given several times. Default all. {SecurityOptions.KnownScopes}",
            AllowMultipleArgumentsPerToken = true,
        };
        var hours = new Option<int>("--hours")
        {
            HelpName = "N",
            Description = "How long it is valid, 1 to 720.",
            DefaultValueFactory = _ => 8,
        };
        var restored = new Command(
            "restored",
            "Tell that the stores were restored from a backup: events get positions that were never given before, so that no watcher "
            + "takes new events "
            + "for those that it has seen. Servers find out by themselves if SQL alone was restored; run it after restoring Redis, or a "
            + "whole data "
            + "folder, too. To run it once more does no harm.");
        var zone = new Argument<string>("zone") { Description = "IANA name of the new zone, such as Europe/Berlin." };
        var changeTimeZone = new Command(
            "change-time-zone",
            "Count activities by days of another time zone from now on. Stop all servers first. Counters that exist stay on the days on "
            + "which they were "
            + "recorded.") { zone };
        var token = new Command("token", "Print a token for a server that runs with --development-tokens over the same data folder.")
        {
            name, scope, hours,
        };
        foreach (var (command, takes) in new (Command, Option[])[]
        {
            (serve, serving),
            (demo, [Listen, TimeZone, Insecure, Set]),
            (migrate, [Data, SqlServer, Set]),
            (inspect, [Data, Redis, SqlServer, TimeZone, Set]),
            (restored, [Data, SqlServer, Set]),
            (changeTimeZone, [Data, SqlServer, Set]),
            (health, [Listen, Set]),
            (token, [Data, Set]),
        })
        {
            Add(root, command, takes, serving);
        }

        root.SetAction(
            (arguments, cancellationToken) => RunAsync(() => ServeCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        serve.SetAction(
            (arguments, cancellationToken) => RunAsync(() => ServeCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        demo.SetAction((arguments, cancellationToken) =>
            RunAsync(() => DemoCommand.RunAsync(
                ConfigurationOf(arguments, DemoCommand.OwnSettings),
                DemoCommand.Scenarios[arguments.GetRequiredValue(scenario)],
                arguments.GetValue(keep),
                cancellationToken)));
        migrate.SetAction(
            (arguments, cancellationToken) => RunAsync(() => MigrateCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        inspect.SetAction((arguments, cancellationToken) =>
            RunAsync(() => InspectCommand.RunAsync(ConfigurationOf(arguments), arguments.GetRequiredValue(person), cancellationToken)));
        restored.SetAction((arguments, cancellationToken) =>
            RunAsync(() => RestoredCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        changeTimeZone.SetAction((arguments, cancellationToken) =>
            RunAsync(() => ChangeTimeZoneCommand.RunAsync(
                ConfigurationOf(arguments), arguments.GetRequiredValue(zone), cancellationToken)));
        health.SetAction(
            (arguments, cancellationToken) => RunAsync(() => HealthCommand.RunAsync(ConfigurationOf(arguments), cancellationToken)));
        token.SetAction((arguments, _) => RunAsync(() => TokenCommand.RunAsync(
            ConfigurationOf(arguments), arguments.GetRequiredValue(name), arguments.GetValue(scope) ?? [],
            arguments.GetRequiredValue(hours))));
        return root;
    }

    /// <summary>
    /// Adds a command with the options that it takes. The program's other options, which can be written before the command's name, are
    /// refused.
    /// </summary>
    private static void Add(RootCommand root, Command command, Option[] takes, Option[] all)
    {
        root.Subcommands.Add(command);
        foreach (var option in takes)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var option in all.Except(takes).Where(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError($"{command.Name} doesn't take {option.Name}.");
            }
        });
    }

    private static (Option, string, Func<ParseResult, string?>) Text(Option<string> option, string key) =>
        (option, key, arguments => arguments.GetValue(option));

    private static (Option, string, Func<ParseResult, string?>) Flag(Option<bool> option, string key) =>
        (option, key, arguments => arguments.GetValue(option) ? "true" : null);

    /// <summary>The settings of the environment, overridden by those of the command line.</summary>
    /// <param name="arguments">The parsed command line.</param>
    /// <param name="without">Settings that the command sets itself and that the command line therefore may not set.</param>
    private static IConfigurationRoot ConfigurationOf(ParseResult arguments, params IReadOnlyCollection<string> without)
    {
        // If an option is given twice, the last value wins.
        var given = Options
            .Select(setting => (setting.Key, Value: setting.Value(arguments)))
            .Where(setting => setting.Value is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in arguments.GetValue(Set) ?? [])
        {
            var parts = setting.Split('=', 2);
            if (parts.Length != 2)
            {
                // The value isn't repeated in the message: it may be a password that the shell has cut.
                throw new StartException("--set takes KEY=VALUE, such as Redis:KeyPrefix=test, and one has no =.");
            }

            if (!Sections.Any(section => parts[0].StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase)))
            {
                throw new StartException(
                    $"--set {parts[0]} isn't a setting. They begin with {string.Join(", ", Sections.Select(section => $"{section}:"))}.");
            }

            if (without.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new StartException(
                    $"{arguments.CommandResult.Command.Name} has stores of its own, and doesn't take --set {parts[0]}.");
            }

            given[parts[0]] = parts[1];
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(given).Build();
        SettingsReader.RequireSections(configuration, Sections);
        return configuration;
    }

    private static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (exception is StartException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(VisibleText.Of(exception.Message));
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C was pressed before there was anything to stop.
            return 1;
        }
    }
}
