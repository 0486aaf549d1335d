namespace BuyingGroups.Storage.Counters;

/// <summary>The keys of a group's roster token and of its members' counters in the store. They are made once for a roster.</summary>
public abstract class GroupKeys;
