using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>An entry of the recorder's queue: an activity, or the mark of a flush that waits for everything before it.</summary>
internal readonly record struct RecorderEntry(Activity? Activity, TaskCompletionSource? Flush = null);
