using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>What somebody asks of one buying group.</summary>
/// <param name="Group">Which group.</param>
public abstract record GroupCommand(GroupAddress Group)
{
    /// <summary>The same, carried out at an instant.</summary>
    internal abstract GroupCommand MadeAt(DateTimeOffset at);
}

/// <summary>Decides on a person.</summary>
/// <param name="Group">Which group.</param>
/// <param name="Command">Who is to be what, and who says so; when is set as it is carried out.</param>
public sealed record MemberCommand(GroupAddress Group, MembershipCommand Command) : GroupCommand(Group)
{
    internal override GroupCommand MadeAt(DateTimeOffset at) =>
        this with { Command = Command with { Decision = Command.Decision.MadeAt(at) } };
}

/// <summary>Moves the group to another stage.</summary>
/// <param name="Group">Which group.</param>
/// <param name="StageId">The stage.</param>
/// <param name="Decision">Who asks and why; when is set as it is carried out.</param>
/// <param name="Etag">The group's etag as the caller read it; empty: whatever it is.</param>
public sealed record StageCommand(GroupAddress Group, StageId StageId, Decision Decision, string Etag = "") : GroupCommand(Group)
{
    internal override GroupCommand MadeAt(DateTimeOffset at) => this with { Decision = Decision.MadeAt(at) };
}

/// <summary>Sets the group's status.</summary>
/// <param name="Group">Which group.</param>
/// <param name="Status">The status, within its bounds; may be empty.</param>
/// <param name="Decision">Who asks and why; when is set as it is carried out.</param>
/// <param name="Etag">The group's etag as the caller read it; empty: whatever it is.</param>
public sealed record StatusCommand(GroupAddress Group, string Status, Decision Decision, string Etag = "") : GroupCommand(Group)
{
    internal override GroupCommand MadeAt(DateTimeOffset at) => this with { Decision = Decision.MadeAt(at) };
}
