using System.Globalization;

namespace BuyingGroups.Storage.Sql;

/// <summary>Tells whether somebody else has changed a resource since a caller read it.</summary>
public static class Etag
{
    /// <summary>The etag of a resource at this revision.</summary>
    public static string Of(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether <paramref name="etag"/> allows to change a resource at this revision: it is the etag of that revision, or empty.
    /// </summary>
    public static bool Allows(string etag, long revision) => etag.Length == 0 || etag == Of(revision);

    /// <summary>Refuses a change to a resource that isn't in the revision that the caller read.</summary>
    internal static void Require(string etag, long revision, string resourceType, string id)
    {
        if (!Allows(etag, revision))
        {
            throw new EtagMismatchException(resourceType, id);
        }
    }
}
