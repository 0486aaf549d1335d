using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using NodaTime;

namespace BuyingGroups.Server.Settings;

/// <summary>Settings of the server itself; section <c>Server</c> of the configuration.</summary>
public sealed class ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Server";

    /// <summary>
    /// The IP address, or <c>localhost</c> (127.0.0.1), and the port to listen on. Default <c>127.0.0.1:5080</c>; port 0 takes a free one.
    /// </summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1:5080";

    /// <summary>
    /// Whether to listen beyond loopback although callers aren't authenticated or calls aren't encrypted: for a private network behind a
    /// proxy that does what is missing. Default false.
    /// </summary>
    public bool Insecure { get; set; }

    /// <summary>
    /// Whether callers can read the contracts by gRPC reflection, as grpcurl does, for which they need no credentials. Default: on loopback
    /// only.
    /// </summary>
    public bool? Reflection { get; set; }

    /// <summary>
    /// The folder of the embedded store: an SQLite file, its log, and a lock, accessible to their owner only. Default <c>buyinggroups</c>
    /// in the user's application data (on Linux <c>~/.local/share</c>). A leading <c>~</c> is the user's home. Nothing is written to it if
    /// the embedded store isn't used.
    /// </summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "buyinggroups");

    /// <summary>
    /// Whether to start although the embedded database is damaged, with what can still be read of it. Copies of the damaged files are kept
    /// beside them. Meant for a single start. Default false.
    /// </summary>
    public bool AcceptDamage { get; set; }

    /// <summary>
    /// The IANA name of the time zone in which days begin and end, such as <c>Europe/Berlin</c>, in any case. It must be one of those that
    /// the server brings along, whatever the system has. Default <c>UTC</c>. The first server that starts over a store stores its zone with
    /// the data; the others start only with the same one, until <c>change-time-zone</c> changes it.
    /// </summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// How many batches of one recording stream may await their answers before the server stops reading. Default 8, 1 to 64.
    /// </summary>
    [Range(1, 64)]
    public int StreamBatchesInFlight { get; set; } = 8;

    /// <summary>
    /// How many groups' rosters are cached in the process. Default 100,000, at least 1; a roster of 10 members takes about 3 kB.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int CachedRosters { get; set; } = 100_000;

    /// <summary>How many people's accounts are cached in the process. Default 1,000,000, at least 1; about 300 bytes each.</summary>
    [Range(1, int.MaxValue)]
    public int CachedPeople { get; set; } = 1_000_000;

    /// <summary>Reads the settings from <paramref name="configuration"/>.</summary>
    /// <exception cref="StartException">A setting is out of bounds; the message says which.</exception>
    internal static ServerOptions From(IConfiguration configuration)
    {
        var options = SettingsReader.Bind<ServerOptions>(configuration, Section);
        options.DataFolder = FolderPath.FullOf(options.DataFolder);
        return options;
    }

    /// <summary>The address and port that <see cref="Listen"/> names.</summary>
    /// <exception cref="StartException">It isn't an address with a port.</exception>
    internal IPEndPoint EndPoint()
    {
        const string Localhost = "localhost:";
        var address = Listen.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase)
            ? $"{IPAddress.Loopback}:{Listen[Localhost.Length..]}"
            : Listen;
        if (!IPEndPoint.TryParse(address, out var endPoint) || !HasPort(address, endPoint))
        {
            throw new StartException(
                $"Server:Listen is '{Listen}', which isn't an IP address and port such as 127.0.0.1:5080, [::]:5080 or localhost:5080.");
        }

        return endPoint;
    }

    // An address without a port is parsed as one with port 0, even where an IPv6 address has colons of its own.
    private static bool HasPort(string address, IPEndPoint endPoint) => address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
        && (endPoint.AddressFamily != AddressFamily.InterNetworkV6 || address.Contains("]:", StringComparison.Ordinal));

    /// <summary>Whether reflection is on at the address.</summary>
    internal bool ReflectsAt(IPEndPoint endPoint) => Reflection ?? IPAddress.IsLoopback(endPoint.Address);

    /// <summary>The time zone that <see cref="TimeZone"/> names.</summary>
    /// <exception cref="StartException">There is no zone of that name.</exception>
    internal DateTimeZone Zone() =>
        TimeZoneNames.Find(TimeZone)
        ?? throw new StartException($"Server:TimeZone is '{TimeZone}', which isn't an IANA time zone such as UTC or Europe/Berlin.");
}
