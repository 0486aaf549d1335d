using BuyingGroups.Client;

namespace BuyingGroups.Server.Demo;

/// <summary>Plays something through the service's own interface, and prints what came of it.</summary>
/// <returns>A call on a group of the scenario, for those who keep the server.</returns>
internal delegate Task<(string GroupId, string Method)> DemoScenario(BuyingGroupsClient client, CancellationToken cancellationToken);
