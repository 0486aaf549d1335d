namespace BuyingGroups.Domain.Definitions;

/// <summary>When a definition was changed, and by whom.</summary>
/// <param name="At">The instant.</param>
/// <param name="By">The caller's name.</param>
public sealed record Change(DateTimeOffset At, string By);
