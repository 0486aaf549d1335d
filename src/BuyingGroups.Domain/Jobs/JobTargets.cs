namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job has to do with accounts.</summary>
/// <param name="All">The solution interests of which it makes or fills groups.</param>
public sealed record JobTargets(IReadOnlyList<JobTarget> All)
{
    /// <summary>The audiences for which groups are made.</summary>
    public IReadOnlyList<RememberedAudience> Audiences { get; } = [.. All.SelectMany(target => target.Audiences.Select(each => each.Audience))];
}
