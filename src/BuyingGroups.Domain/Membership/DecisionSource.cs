namespace BuyingGroups.Domain.Membership;

/// <summary>The source of a membership decision. A higher value is never overruled by a lower one.</summary>
public enum DecisionSource
{
    /// <summary>A job of the service itself.</summary>
    System = 1,

    /// <summary>An action of the journey orchestrator.</summary>
    Journey = 2,

    /// <summary>An action of a user.</summary>
    Manual = 3,
}
