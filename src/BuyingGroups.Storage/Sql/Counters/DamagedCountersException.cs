using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A row of the embedded counters isn't what was written.</summary>
internal sealed class DamagedCountersException(AccountId account, PersonId person)
    : Exception($"What is stored of the activities of person '{person}' in account '{account}' is damaged.");
