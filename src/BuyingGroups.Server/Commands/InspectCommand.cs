using System.Globalization;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Texts;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using Spectre.Console;

namespace BuyingGroups.Server.Commands;

/// <summary><c>inspect PERSON</c>: prints a person's counters for an operator.</summary>
internal static class InspectCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, string personId, CancellationToken cancellationToken)
    {
        var options = ServerOptions.From(configuration);
        OpenStores.RequireEmbedded(configuration, options, counters: true);
        var calendar = new ScoringCalendar(options.Zone());
        await using var stores = await OpenStores.OpenBesideAsync(configuration, options, cancellationToken);
        await DataTimeZone.RequireAsync(stores.Sql, calendar.TimeZoneId, cancellationToken);
        var person = new PersonId(personId);
        var locations = await new DirectoryStore(stores.Sql, TimeProvider.System).GetLocationsAsync([person], cancellationToken);
        if (!locations.TryGetValue(person, out var location))
        {
            await Console.Error.WriteLineAsync($"There is no person with the id '{VisibleText.Of(personId)}'.");
            return 1;
        }

        var models = await new ScoringModelStore(stores.Sql, TimeProvider.System)
            .ListAsync(PageRequest.First(1000), cancellationToken: cancellationToken);
        var names = models.Items.SelectMany(model => model.Types).GroupBy(type => type.Code)
            .ToDictionary(type => type.Key, type => type.First().Name);
        var counters = stores.Counters(calendar, TimeProvider.System);
        await using var disposed = counters as IAsyncDisposable;
        var inspection = await counters.InspectAsync(location.AccountId, person, cancellationToken);
        AnsiConsole.WriteLine($"Person {VisibleText.Of(personId)} of account {VisibleText.Of(location.AccountId.Value)}");
        if (location.PendingMove is { } move)
        {
            AnsiConsole.WriteLine(
                $"Moved from account {VisibleText.Of(move.From.Value)}; the counters follow as soon as a server reaches both stores.");
        }

        var window = calendar.WindowAt(TimeProvider.System.GetUtcNow());
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("Day")
            .AddColumn("Activity type")
            .AddColumn(new TableColumn("Count").RightAligned())
            .AddColumn($"Counts until ({calendar.TimeZoneId})");
        foreach (var counter in inspection.Counters)
        {
            table.AddRow(
                counter.Day.ToString(),
                Markup.Escape(VisibleText.Of(names.GetValueOrDefault(counter.Type, $"code {counter.Type.Value}"))),
                counter.Count.ToString(CultureInfo.InvariantCulture),
                window.Contains(counter.Day) ? counter.Day.AddDays(ScoringCalendar.WindowDays - 1).ToString() : "outside the window");
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Remembered activity ids: {inspection.RememberedIds}");
        AnsiConsole.WriteLine(inspection.CountersExpireIn is { } expiry
            ? $"The keys expire in {expiry.Days} d {expiry.Hours} h if nothing newer is recorded."
            : "Nothing is kept for this person.");
        return 0;
    }
}
