namespace BuyingGroups.Server.Limits;

/// <summary>The classes of methods that count against the same limit.</summary>
internal enum LimitClass
{
    /// <summary>Never refused: the methods that ask whether the server is alive.</summary>
    Unlimited,

    /// <summary>A call that costs a few statements or commands.</summary>
    Call,

    /// <summary>A call that goes through many people, accounts or counters.</summary>
    Costly,

    /// <summary>A stream, or a call that waits for something to happen.</summary>
    Stream,

    /// <summary>A watch of the server's health, which needs no credentials.</summary>
    HealthWatch,
}
