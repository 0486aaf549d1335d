namespace BuyingGroups.Server.Security;

/// <summary>
/// One client that authenticates by certificate: how its certificate is recognized, the client's name, and what it may do.
/// </summary>
public sealed class ClientCertificateOptions
{
    /// <summary>
    /// What identifies the certificate: <c>subject:CN=crm,O=Example</c> (the whole subject), <c>dns:crm.example.com</c> or
    /// <c>uri:spiffe://example.com/crm</c> (one of its alternative names). Required, no default; each may occur once.
    /// </summary>
    public string Match { get; set; } = "";

    /// <summary>The client's name, which is stored as the author of its changes. Required, 1 to 128 characters, no default.</summary>
    public string Name { get; set; } = "";

    /// <summary>The client's scopes, at least one, separated by spaces as in a token. Required, no default.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>The single scopes of <see cref="Scopes"/>.</summary>
    internal string[] ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
