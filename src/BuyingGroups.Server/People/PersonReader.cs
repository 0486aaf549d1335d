using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.People;

/// <summary>Reads one person's counters, also if the person has moved to another account meanwhile.</summary>
internal sealed class PersonReader(PersonLocations locations, ActivityCounters counters)
{
    private const int MaxAttempts = 3;

    /// <summary>The person's counters.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such person.</exception>
    public async Task<ActivityCount[]> ReadAsync(PersonId person, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var accounts = await locations.GetAsync([person], cancellationToken);
            if (!accounts.TryGetValue(person, out var account))
            {
                throw new ResourceNotFoundException(ResourceTypes.Person, person.Value);
            }

            var read = await counters.ReadPersonAsync(account, person, cancellationToken);
            if (!read.HasMoved)
            {
                return CounterRecords.Decode(read.Packed.Span);
            }

            await locations.LookAgainAsync(person, account, cancellationToken);
        }

        throw new StoreUnavailableException(counters.Name, null);
    }
}
