using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace BuyingGroups.Server.Security;

/// <summary>
/// The name of a certificate's subject, compared part by part, independent of the notation in which it was written and of the string type
/// with which the certificate encodes it. Values are compared letter by letter, including their case.
/// </summary>
internal sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    // In addition to the names that the platform knows: names that openssl prints and that the platform doesn't know, or calls something
    // else.
    private static readonly Dictionary<string, string> ObjectIds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CN"] = "2.5.4.3",
        ["SN"] = "2.5.4.4",
        ["serialNumber"] = "2.5.4.5",
        ["C"] = "2.5.4.6",
        ["L"] = "2.5.4.7",
        ["ST"] = "2.5.4.8",
        ["S"] = "2.5.4.8",
        ["street"] = "2.5.4.9",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["title"] = "2.5.4.12",
        ["GN"] = "2.5.4.42",
        ["organizationIdentifier"] = "2.5.4.97",
        ["UID"] = "0.9.2342.19200300.100.1.1",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["emailAddress"] = "1.2.840.113549.1.9.1",
        ["E"] = "1.2.840.113549.1.9.1",
    };

    // The type and value of each part, beginning with the last part of the certificate, as RFC 2253 orders them.
    private readonly string _parts;

    private DistinguishedName(IEnumerable<IEnumerable<(string Type, string Value)>> parts) =>
        // Each value is preceded by its length, so that no value can imitate the end of its part.
        _parts = string.Join('|', parts.Select(part => string.Join(
            '+', part.Select(each => $"{each.Type}={each.Value.Length}:{each.Value}").Order(StringComparer.Ordinal))));

    /// <summary>The name in a certificate.</summary>
    /// <exception cref="CryptographicException">The name can't be parsed.</exception>
    public static DistinguishedName Of(X500DistinguishedName name) =>
        new(name.EnumerateRelativeDistinguishedNames(reversed: true).Select(part => ElementsOf(part.RawData)));

    /// <summary>
    /// Parses a name in the notation of RFC 2253 and RFC 4514 (<c>CN=crm,O=Example</c>), in the order of <c>openssl x509 -nameopt
    /// RFC2253</c>. Spaces around commas and quoted values, as .NET writes them, are accepted too. Null if it isn't a name.
    /// </summary>
    public static DistinguishedName? Parse(string text)
    {
        var parts = new List<List<(string, string)>> { new() };
        var at = 0;
        while (true)
        {
            if (ReadElement(text, ref at) is not { } element)
            {
                return null;
            }

            parts[^1].Add(element);
            if (at == text.Length)
            {
                return new DistinguishedName(parts);
            }

            if (text[at++] != '+')
            {
                parts.Add([]);
            }
        }
    }

    public bool Equals(DistinguishedName? other) => other is not null && other._parts == _parts;

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as DistinguishedName);

    public override int GetHashCode() => _parts.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads one <c>type=value</c>, up to the separator after it or the end; null if there is none.</summary>
    private static (string Type, string Value)? ReadElement(string text, ref int at)
    {
        var equals = text.IndexOf('=', at);
        if (equals < 0 || TypeOf(text[at..equals].Trim()) is not { } type)
        {
            return null;
        }

        at = equals + 1;
        return ReadValue(text, ref at) is { } value ? (type, value) : null;
    }

    private static string? TypeOf(string name)
    {
        if (ObjectIds.TryGetValue(name, out var known))
        {
            return known;
        }

        var digits = name.StartsWith("OID.", StringComparison.OrdinalIgnoreCase) ? name[4..] : name;
        return digits.Contains('.', StringComparison.Ordinal) && digits.All(each => char.IsAsciiDigit(each) || each == '.') ? digits : null;
    }

    private static string? ReadValue(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at < text.Length && text[at] == '#')
        {
            return ReadEncoded(text, ref at);
        }

        // Collected as bytes, because an escaped byte may be part of a character.
        var value = new List<byte>();
        var (quoted, kept) = (false, 0);
        for (; at < text.Length; at++)
        {
            var unit = text[at];
            if (unit == '"')
            {
                quoted = !quoted;
                kept = value.Count;
            }
            else if (unit == '\\')
            {
                if (!ReadEscaped(text, ref at, value))
                {
                    return null;
                }

                kept = value.Count;
            }
            else if (!quoted && unit is ',' or ';' or '+')
            {
                break;
            }
            else
            {
                var length = char.IsHighSurrogate(unit) && at + 1 < text.Length ? 2 : 1;
                value.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                at += length - 1;
                kept = quoted || unit != ' ' ? value.Count : kept;
            }
        }

        // Trailing spaces belong to the notation, unless they are escaped or quoted.
        return quoted ? null : Encoding.UTF8.GetString([.. value.Take(kept)]);
    }

    private static bool ReadEscaped(string text, ref int at, List<byte> value)
    {
        if (at + 2 < text.Length
            && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            value.Add(unit);
            at += 2;
            return true;
        }

        if (at + 1 >= text.Length || !char.IsAscii(text[at + 1]))
        {
            return false;
        }

        value.Add((byte)text[++at]);
        return true;
    }

    /// <summary>Reads <c>#</c> and the encoded value in hexadecimal digits, the notation for types without a name.</summary>
    private static string? ReadEncoded(string text, ref int at)
    {
        var end = text.AsSpan(at).IndexOfAny(',', ';', '+') is >= 0 and var length ? at + length : text.Length;
        try
        {
            var value = ValueOf(Convert.FromHexString(text.AsSpan(at + 1, end - at - 1).TrimEnd(' ')));
            at = end;
            return value;
        }
        catch (Exception exception) when (exception is FormatException or AsnContentException)
        {
            return null;
        }
    }

    private static List<(string Type, string Value)> ElementsOf(ReadOnlyMemory<byte> part)
    {
        try
        {
            var elements = new List<(string, string)>();
            var set = new AsnReader(part, AsnEncodingRules.DER).ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var element = set.ReadSequence();
                elements.Add((element.ReadObjectIdentifier(), ValueOf(element.ReadEncodedValue())));
            }

            return elements;
        }
        catch (AsnContentException exception)
        {
            throw new CryptographicException(exception.Message, exception);
        }
    }

    /// <summary>The characters of a value, whichever string type it has. A value that isn't a string is represented by its bytes.</summary>
    private static string ValueOf(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.DER);
        var tag = reader.PeekTag();
        return tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is var type
            && type is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                or UniversalTagNumber.BMPString or UniversalTagNumber.T61String or UniversalTagNumber.NumericString
                or UniversalTagNumber.VisibleString
            ? reader.ReadCharacterString(type)
            : $"#{Convert.ToHexString(encoded.Span)}";
    }
}
