namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job does with accounts.</summary>
/// <param name="All">The solution interests whose groups it creates or fills.</param>
public sealed record JobTargets(IReadOnlyList<JobTarget> All)
{
    /// <summary>The audiences whose accounts get groups.</summary>
    public IReadOnlyList<RememberedAudience> Audiences { get; } =
    [
        .. All.SelectMany(target => target.Audiences.Select(each => each.Audience)),
    ];
}
