namespace BuyingGroups.Domain.Definitions;

/// <summary>When something happened to a definition, and who did it.</summary>
/// <param name="At">The instant.</param>
/// <param name="By">The caller's name.</param>
public sealed record Change(DateTimeOffset At, string By);
