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
    /// IP address, or <c>localhost</c> (127.0.0.1), and port to listen on. Default <c>127.0.0.1:5080</c>; port 0 takes a free one.
    /// </summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1:5080";

    /// <summary>
    /// Whether to listen beyond loopback although callers aren't authenticated, or calls aren't encrypted: for a private network behind
    /// something that does what is missing. Default false.
    /// </summary>
    public bool Insecure { get; set; }

    /// <summary>
    /// Whether callers can ask for the contracts by gRPC reflection, as grpcurl does; they need no credentials for it. Default: on loopback
    /// only.
    /// </summary>
    public bool? Reflection { get; set; }

    /// <summary>
    /// The folder of the embedded store: an SQLite file, its log, and a lock, for nobody but their owner. Default <c>buyinggroups</c> in
    /// the user's
    /// application data (on Linux <c>~/.local/share</c>). A <c>~</c> at its beginning is the user's home. Unused stores write nothing to
    /// it.
    /// </summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "buyinggroups");

    /// <summary>
    /// Whether to start although the embedded database is damaged, with what can still be read of it; copies of the damaged files are kept
    /// beside them. For one start. Default false.
    /// </summary>
    public bool AcceptDamage { get; set; }

    /// <summary>
    /// IANA name of the time zone in which days begin and end, such as <c>Europe/Berlin</c>, in whatever case; one of those that the server
    /// brings along, whatever the system has. Default <c>UTC</c>. The first server that starts over a store makes it the one of the data;
    /// others start only with the same, until <c>change-time-zone</c> makes it another.
    /// </summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// How many batches of one recording stream may await their answer before the server stops reading the next. Default 8, 1 to 64.
    /// </summary>
    [Range(1, 64)]
    public int StreamBatchesInFlight { get; set; } = 8;

    /// <summary>How many groups' rosters are kept in the process. Default 100,000, at least 1; a roster of 10 members takes about 3 kB.</summary>
    [Range(1, int.MaxValue)]
    public int CachedRosters { get; set; } = 100_000;

    /// <summary>How many people's accounts are kept in the process. Default 1,000,000, at least 1; about 300 bytes each.</summary>
    [Range(1, int.MaxValue)]
    public int CachedPeople { get; set; } = 1_000_000;

    /// <summary>The settings of <paramref name="configuration"/>.</summary>
    /// <exception cref="StartException">One is out of bounds; the message says which.</exception>
    internal static ServerOptions From(IConfiguration configuration)
    {
        var options = SettingsReader.Bind<ServerOptions>(configuration, Section);
        options.DataFolder = FolderPath.FullOf(options.DataFolder);
        return options;
    }

    /// <summary>The address and port of <see cref="Listen"/>.</summary>
    /// <exception cref="StartException">It isn't one.</exception>
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

    // An address alone is read as one with port 0, also where an IPv6 address has colons of its own.
    private static bool HasPort(string address, IPEndPoint endPoint) => address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
        && (endPoint.AddressFamily != AddressFamily.InterNetworkV6 || address.Contains("]:", StringComparison.Ordinal));

    /// <summary>Whether <see cref="Reflection"/> is on, at the address.</summary>
    internal bool ReflectsAt(IPEndPoint endPoint) => Reflection ?? IPAddress.IsLoopback(endPoint.Address);

    /// <summary>The zone of <see cref="TimeZone"/>.</summary>
    /// <exception cref="StartException">There is none of that name.</exception>
    internal DateTimeZone Zone() =>
        TimeZoneNames.Find(TimeZone)
        ?? throw new StartException($"Server:TimeZone is '{TimeZone}', which isn't an IANA time zone such as UTC or Europe/Berlin.");
}
