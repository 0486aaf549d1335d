namespace BuyingGroups.Server.Security;

/// <summary>One client that authenticates by certificate: how its certificate is known, what it is called, and what it may do.</summary>
public sealed class ClientCertificateOptions
{
    /// <summary>
    /// What the certificate says of itself: <c>subject:CN=crm,O=Example</c> (the whole subject), <c>dns:crm.example.com</c> or
    /// <c>uri:spiffe://example.com/crm</c> (one of its alternative names). Required, no default; each at most once.
    /// </summary>
    public string Match { get; set; } = "";

    /// <summary>The client's name, kept as author of what it does. Required, 1 to 128 characters, no default.</summary>
    public string Name { get; set; } = "";

    /// <summary>What the client may do; at least one scope. Separated by spaces, as in a token. Required, no default.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>The words of <see cref="Scopes"/>.</summary>
    internal string[] ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
