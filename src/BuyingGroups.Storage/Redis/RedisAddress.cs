using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// Parses where Redis is and how to log on: a StackExchange.Redis connection string (<c>host:6379,password=secret</c>), or a URL, in which
/// the user, the password and the names are percent-encoded and may therefore contain any character:
/// <code>
/// redis://user:password@host:6379/0
/// rediss://:password@first:6379,second:6379?connectTimeout=2000      with TLS, two addresses, an option of StackExchange.Redis
/// </code>
/// No message repeats what was given: it may contain a password.
/// </summary>
internal static class RedisAddress
{
    private const string Plain = "redis://";
    private const string Encrypted = "rediss://";

    /// <summary>The options of the client library.</summary>
    /// <exception cref="ArgumentException">The connection string can't be parsed; the message says why, without repeating it.</exception>
    public static ConfigurationOptions Parse(string connection)
    {
        var text = connection.Trim();
        var options = text.StartsWith(Plain, StringComparison.OrdinalIgnoreCase) ? OfUrl(text[Plain.Length..], encrypted: false)
            : text.StartsWith(Encrypted, StringComparison.OrdinalIgnoreCase) ? OfUrl(text[Encrypted.Length..], encrypted: true)
            : OfPairs(text);
        return options.EndPoints.Count > 0 ? options : throw new ArgumentException("it names no address such as localhost:6379.");
    }

    private static ConfigurationOptions OfPairs(string text)
    {
        var optionSeen = false;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A comma in a password would make the rest of it look like an address, which would be looked up and appear in messages.
            var isOption = part.Contains('=', StringComparison.Ordinal);
            if (optionSeen && !isOption)
            {
                throw new ArgumentException(
                    "addresses come first and options after them. A password with a comma needs the form redis://user:password@host:6379.");
            }

            optionSeen |= isOption;
        }

        return Options(text);
    }

    private static ConfigurationOptions OfUrl(string rest, bool encrypted)
    {
        var (beforeQuery, query) = Cut(rest, '?');
        var (authority, path) = Cut(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        var addresses = Uri.UnescapeDataString(authority[(at + 1)..]);
        if (addresses.Length == 0 || addresses.Contains('=', StringComparison.Ordinal))
        {
            throw new ArgumentException("the URL names no address such as redis://localhost:6379.");
        }

        var database = path.Length == 0 ? default(int?) : DatabaseOf(path);
        string[] more = [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (more.Any(option => !option.Contains('=', StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                "what follows the ? in the URL isn't options such as connectTimeout=2000. A ? in the password is written %3F.");
        }

        var options = Options(string.Join(',', [addresses, .. more]));
        options.DefaultDatabase = database ?? options.DefaultDatabase;
        options.Ssl = encrypted;
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            options.User = user.Length == 0 ? null : Uri.UnescapeDataString(user);
            options.Password = Uri.UnescapeDataString(password);
        }

        return options;
    }

    private static int DatabaseOf(string path) => int.TryParse(path, out var database) && database >= 0
        ? database
        : throw new ArgumentException(
            "what follows the address in the URL isn't the number of a database, as in redis://localhost:6379/0. "
            + "A / in the password is written %2F.");

    private static ConfigurationOptions Options(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // The library's message repeats what it couldn't parse, which may be the end of a password.
            throw text.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? new ArgumentException("an option of it isn't known, or has a value that can't be read (not repeated beside a password).")
                : new ArgumentException(exception.Message);
        }
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
