using System.Security.Cryptography;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BuyingGroups.Server.Security;

/// <summary>
/// The key that signs development tokens: a file of the data folder that only its owner can read, made on first use. Whoever can read it
/// can act as any caller, so the server accepts its tokens only if a setting says so.
/// </summary>
internal sealed class DevelopmentKey
{
    /// <summary>Issuer and audience of development tokens, which no authority uses.</summary>
    public const string Issuer = "buyinggroups-development";

    private DevelopmentKey(string file, ECDsaSecurityKey key)
    {
        File = file;
        Key = key;
        Key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
    }

    /// <summary>The path of the key's file.</summary>
    public string File { get; }

    /// <summary>The key pair (P-256).</summary>
    public ECDsaSecurityKey Key { get; }

    /// <summary>The key of the data folder, which is made if there is none.</summary>
    /// <exception cref="StartException">The key can't be made or read.</exception>
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
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new StartException($"The development key {file} can't be made or read: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a token for a caller with this name and these scopes, valid until <paramref name="expires"/>.</summary>
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

    /// <summary>
    /// Writes a temporary file and moves it into place. If two processes make the key at once, one wins, and nobody reads half a key.
    /// </summary>
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
