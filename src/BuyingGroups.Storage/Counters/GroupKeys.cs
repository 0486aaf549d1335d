namespace BuyingGroups.Storage.Counters;

/// <summary>Where a group's roster token and its members' counters lie in the store; made once for a roster.</summary>
public abstract class GroupKeys;
