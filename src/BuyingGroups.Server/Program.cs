using System.Globalization;
using BuyingGroups.Server.Commands;

// The program's output doesn't depend on the language settings of the machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await ServerCommands.Create().Parse(args).InvokeAsync();
