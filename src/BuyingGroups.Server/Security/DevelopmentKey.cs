using System.Security.Cryptography;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BuyingGroups.Server.Security;

/// <summary>
/// The key that signs development tokens: a file of the data folder that only its owner can read, made on first use. Whoever can read it
/// can be any caller, which is why the server takes its tokens only where it is told to.
/// </summary>
internal sealed class DevelopmentKey
{
    /// <summary>Issuer and audience of development tokens, which no authority's tokens have.</summary>
    public const string Issuer = "buyinggroups-development";

    private DevelopmentKey(string file, ECDsaSecurityKey key)
    {
        File = file;
        Key = key;
        Key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
    }

    /// <summary>Where it lies.</summary>
    public string File { get; }

    /// <summary>The key pair (P-256).</summary>
    public ECDsaSecurityKey Key { get; }

    /// <summary>The key of the data folder, made if there is none.</summary>
    /// <exception cref="StartException">It can't be made or read.</exception>
    public static DevelopmentKey Of(string dataFolder)
    {
        var file = Path.Combine(DataFolder.Make(dataFolder), "development-key.pem");
        var key = ECDsa.Create();
        try
        {
            if (!System.IO.File.Exists(file))
            {
                Make(file);
            }

            key.ImportFromPem(System.IO.File.ReadAllText(file));
            return new DevelopmentKey(file, new ECDsaSecurityKey(key));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new StartException($"The development key {file} can't be made or read: {exception.Message}", exception);
        }
    }

    /// <summary>A token of a caller of this name with these scopes, valid until <paramref name="expires"/>.</summary>
    public string Token(string name, IEnumerable<string> scopes, DateTimeOffset now, DateTimeOffset expires) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { ["client_id"] = name, ["sub"] = name, ["scope"] = string.Join(' ', scopes) },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
        });

    /// <summary>Written beside its place and moved there: of two that make it at once one wins, and nobody reads half of it.</summary>
    private static void Make(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            System.IO.File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            System.IO.File.Delete(draft);
        }
    }
}
