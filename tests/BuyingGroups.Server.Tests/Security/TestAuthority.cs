using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Signs tokens with a key of its own, and writes what a server has to know of it.</summary>
public sealed class TestAuthority : IDisposable
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "buyinggroups";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _keyId = Guid.NewGuid().ToString();

    /// <summary>The public key as a JSON Web Key Set.</summary>
    public string KeySet
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return JsonSerializer.Serialize(new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "EC",
                        crv = "P-256",
                        use = "sig",
                        kid = _keyId,
                        x = Base64UrlEncoder.Encode(point.X),
                        y = Base64UrlEncoder.Encode(point.Y),
                    },
                },
            });
        }
    }

    /// <summary>The settings of a server that takes this authority's tokens; its key set is written to the folder.</summary>
    public (string Key, string Value)[] Settings(string folder)
    {
        var file = Path.Combine(folder, "keys.json");
        File.WriteAllText(file, KeySet);
        return [("Security:KeySetFile", file), ("Security:Issuer", Issuer), ("Security:Audience", Audience)];
    }

    /// <summary>A token of the client <c>tester</c>, valid for an hour.</summary>
    public string Token(params string[] scopes) =>
        Token(new Dictionary<string, object> { ["client_id"] = "tester", ["scope"] = string.Join(' ', scopes) });

    public string Token(
        Dictionary<string, object> claims, string issuer = Issuer, string audience = Audience, TimeSpan? expiresIn = null)
    {
        var expires = DateTime.UtcNow + (expiresIn ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = expires.AddHours(-2),
            NotBefore = expires.AddHours(-2),
            Expires = expires,
            Claims = claims,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = _keyId }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public void Dispose() => _key.Dispose();
}
