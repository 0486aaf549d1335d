namespace BuyingGroups.Storage.Sql.Events;

/// <summary>How far the log of events is.</summary>
/// <param name="LogId">Which log it is; null until it was given an id.</param>
/// <param name="LastPosition">The last position that was given.</param>
public sealed record EventLogState(string? LogId, long LastPosition);
