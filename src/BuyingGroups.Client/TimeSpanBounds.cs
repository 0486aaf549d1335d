namespace BuyingGroups.Client;

internal static class TimeSpanBounds
{
    public static bool IsWithin(this TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
}
