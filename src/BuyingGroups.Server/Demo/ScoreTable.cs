using System.Globalization;
using Spectre.Console;
using Date = Google.Type.Date;

namespace BuyingGroups.Server.Demo;

/// <summary>The worked example as a table. Every number comes from the server's answer. The table fits 80 columns.</summary>
internal static class ScoreTable
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static Table Of(string groupName, Proto.ExplainEngagementScoreResponse explanation)
    {
        var window = explanation.Basis.Window;
        var table = new Table()
            .Border(TableBorder.Simple)
            .Title($"[bold]{Markup.Escape(groupName)}[/]")
            .Caption(
                $"{window.FirstDay.Text()} to {window.LastDay.Text()} ({window.TimeZone}), scoring model: "
                + Markup.Escape(explanation.Basis.ScoringModelDisplayName))
            .AddColumn(Column("Member"))
            .AddColumn(Column("Activity"))
            .AddColumn(Column("Yesterday").RightAligned())
            .AddColumn(Column("Today").RightAligned())
            .AddColumn(Column("Capped").RightAligned())
            .AddColumn(Column("Total").RightAligned())
            .AddColumn(Column("Share").RightAligned());
        foreach (var role in explanation.Roles)
        {
            AddRole(table, role, window.LastDay);
            table.AddEmptyRow();
        }

        return table.AddRow("[bold]Score[/]", "", "", "", "", "", $"[bold]{Two(explanation.Score.Exact)}[/]");
    }

    private static TableColumn Column(string header) => new TableColumn(header).NoWrap().PadLeft(0).PadRight(1);

    private static void AddRole(Table table, Proto.RoleExplanation role, Date today)
    {
        foreach (var member in role.Members)
        {
            var name = member.FirstName;
            foreach (var type in member.ActivityTypes)
            {
                var todays = type.Days.FirstOrDefault(day => day.Day.Equals(today)) ?? new Proto.DayExplanation();
                var yesterdays = type.Days.FirstOrDefault(day => !day.Day.Equals(today)) ?? new Proto.DayExplanation();
                table.AddRow(
                    Markup.Escape(name),
                    Markup.Escape(type.ActivityType),
                    yesterdays.Count.ToString(Culture),
                    todays.Count.ToString(Culture),
                    string.Create(Culture, $"{yesterdays.CappedCount} + {todays.CappedCount}"),
                    type.Total.ToString("0.##", Culture),
                    Two(type.Share));
                name = "";
            }
        }

        table.AddRow(
            "",
            $"[bold]{Markup.Escape(role.Role.RoleDisplayName)}[/] × {Two(role.Role.Percentage)} %",
            "",
            "",
            "",
            $"[bold]{role.Role.Total.ToString("0.##", Culture)}[/]",
            $"[bold]{Two(role.Role.Share)}[/]");
    }

    private static string Text(this Date date) => new DateOnly(date.Year, date.Month, date.Day).ToString("yyyy-MM-dd", Culture);

    private static string Two(double number) => number.ToString("0.00", Culture);
}
