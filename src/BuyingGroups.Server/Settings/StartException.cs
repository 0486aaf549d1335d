namespace BuyingGroups.Server.Settings;

/// <summary>
/// The server can't start. The message is a sentence for the person who started it, which says which setting is wrong and why.
/// </summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
