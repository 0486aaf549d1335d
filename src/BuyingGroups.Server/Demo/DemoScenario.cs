using BuyingGroups.Client;

namespace BuyingGroups.Server.Demo;

/// <summary>Plays a scenario through the service's own interface, and prints the results.</summary>
/// <returns>A group of the scenario and a method to call on it, for people who keep the server running.</returns>
internal delegate Task<(string GroupId, string Method)> DemoScenario(BuyingGroupsClient client, CancellationToken cancellationToken);
