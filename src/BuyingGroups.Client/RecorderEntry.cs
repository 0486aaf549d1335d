using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>One place in the recorder's queue: an activity, or the mark of a flush that waits for all before it.</summary>
internal readonly record struct RecorderEntry(Activity? Activity, TaskCompletionSource? Flush = null);
