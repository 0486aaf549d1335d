using BuyingGroups.Domain.Groups;
using BuyingGroups.Server.Errors;
using BuyingGroups.Storage.Sql.Commands;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Membership;

/// <summary>The items of a batch that can be executed and the errors of the others. Puts the answers into the order of the items.</summary>
internal sealed class BatchOfCommands
{
    private readonly RpcStatus?[] _errors;
    private readonly string _field;

    private BatchOfCommands(RpcStatus?[] errors, IReadOnlyList<GroupCommand> commands, string field)
    {
        _errors = errors;
        Commands = commands;
        _field = field;
    }

    /// <summary>The commands to execute, in order.</summary>
    public IReadOnlyList<GroupCommand> Commands { get; }

    /// <summary>Makes commands from the items that are valid.</summary>
    /// <param name="items">The items of the request.</param>
    /// <param name="errorOf">The error of an item; null if it is valid.</param>
    /// <param name="commandOf">Makes the command of a valid item; may throw the item's error.</param>
    /// <param name="field">The request's field that holds the items.</param>
    public static BatchOfCommands Of<T>(
        IReadOnlyList<T> items, Func<T, RpcStatus?> errorOf, Func<T, GroupCommand> commandOf, string field)
    {
        var errors = new RpcStatus?[items.Count];
        var commands = new List<GroupCommand>(items.Count);
        foreach (var (index, item) in items.Index())
        {
            errors[index] = errorOf(item);
            if (errors[index] is null)
            {
                try
                {
                    commands.Add(commandOf(item));
                }
                catch (RpcException refused)
                {
                    errors[index] = refused.GetRpcStatus();
                }
            }

            errors[index] = errors[index]?.Under($"{field}[{index}].");
        }

        return new BatchOfCommands(errors, commands, field);
    }

    /// <summary>The answers to all items, in order.</summary>
    /// <param name="results">The results of the commands.</param>
    /// <param name="refused">Makes the answer to an invalid item.</param>
    /// <param name="answer">Makes the answer to a command, with the path of its item.</param>
    public IEnumerable<T> Answers<T>(
        IReadOnlyList<GroupCommandResult> results, Func<RpcStatus, T> refused, Func<GroupCommandResult, GroupCommand, string, T> answer)
    {
        var next = 0;
        for (var index = 0; index < _errors.Length; index++)
        {
            if (_errors[index] is { } error)
            {
                yield return refused(error);
            }
            else
            {
                yield return answer(results[next], Commands[next], $"{_field}[{index}].");
                next++;
            }
        }
    }
}
