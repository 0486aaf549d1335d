using System.Globalization;
using BuyingGroups.Server.Commands;

// What the program writes doesn't depend on where it runs.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await ServerCommands.Create().Parse(args).InvokeAsync();
