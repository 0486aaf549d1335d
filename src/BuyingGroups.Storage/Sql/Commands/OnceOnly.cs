namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>Makes commands safe to send again: for a day the same id is answered the same, and changes nothing.</summary>
/// <param name="Caller">Who sends them; each caller has ids of its own.</param>
/// <param name="RequestId">The caller's id.</param>
/// <param name="ContentHash">Differs when the commands do; at most 128 characters.</param>
/// <param name="AnswerOf">The answer to be kept, also if it is that the commands were refused.</param>
public sealed record OnceOnly(string Caller, string RequestId, string ContentHash, Func<ExecutedCommands, FirstAnswer> AnswerOf);
