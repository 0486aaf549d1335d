using BuyingGroups.Domain.Conditions;
using BuyingGroups.Server.Errors;
using Google.Rpc;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>Reads a condition of a request, in whichever form it comes, and refuses it with all that is wrong with it.</summary>
internal static class ConditionReader
{
    /// <summary>The condition, without faults under the schema.</summary>
    /// <param name="condition">Of the request.</param>
    /// <param name="field">Its field in the request.</param>
    /// <param name="schema">Which attributes it may name.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT, with every fault.</exception>
    public static Condition Read<TSubject>(Proto.Condition? condition, string field, AttributeSchema<TSubject> schema)
    {
        if (condition is null || (condition.Tree is null && condition.Text.Length == 0))
        {
            throw RpcErrors.InvalidArgument(field, "is required: a tree or a text", "REQUIRED").ToRpcException();
        }

        if (condition.Tree is not null && condition.Text.Length > 0)
        {
            throw RpcErrors.InvalidArgument(field, "has both a tree and a text; give one of them", "AMBIGUOUS").ToRpcException();
        }

        if (condition.Tree is { } tree)
        {
            var read = ReadTree(tree, $"{field}.tree");
            Refuse(ConditionRules.FaultsOf(read, schema), fault => ($"{field}.tree.{fault.Path}".TrimEnd('.'), fault.Description));
            return read;
        }

        var parsed = ReadText(condition.Text, $"{field}.text");
        Refuse(ConditionRules.FaultsOf(parsed, schema), fault => ($"{field}.text", $"at {fault.Path}: {fault.Description}"));
        return parsed;
    }

    private static Condition ReadText(string text, string field)
    {
        try
        {
            return ConditionText.Parse(text);
        }
        catch (ConditionTextException unreadable)
        {
            throw RpcErrors.InvalidArgument(field, $"can't be read at column {unreadable.Column}: {unreadable.Expectation}", "MALFORMED").ToRpcException();
        }
    }

    private static Condition ReadTree(Proto.ConditionTree tree, string field)
    {
        var faults = new List<ConditionFault>();
        Look(tree, "", faults);
        Refuse(faults, fault => ($"{field}.{fault.Path}", fault.Description));
        return tree.ToCondition();
    }

    // What a message can have and a tree can't: nodes without a kind, operators that aren't known, days that there aren't.
    private static void Look(Proto.ConditionTree tree, string path, List<ConditionFault> faults)
    {
        switch (tree.KindCase)
        {
            case Proto.ConditionTree.KindOneofCase.All:
                LookAll(tree.All, $"{path}all.", faults);
                break;
            case Proto.ConditionTree.KindOneofCase.Any:
                LookAll(tree.Any, $"{path}any.", faults);
                break;
            case Proto.ConditionTree.KindOneofCase.Not:
                Look(tree.Not, $"{path}not.", faults);
                break;
            case Proto.ConditionTree.KindOneofCase.Predicate:
                Look(tree.Predicate, $"{path}predicate.", faults);
                break;
            default:
                faults.Add(new($"{path}kind", "REQUIRED", "is required"));
                break;
        }
    }

    private static void LookAll(Proto.ConditionList list, string path, List<ConditionFault> faults)
    {
        foreach (var (index, operand) in list.Conditions.Index())
        {
            Look(operand, $"{path}conditions[{index}].", faults);
        }
    }

    private static void Look(Proto.Predicate predicate, string path, List<ConditionFault> faults)
    {
        if (predicate.Operator == Proto.ConditionOperator.Unspecified || !Enum.IsDefined(predicate.Operator))
        {
            faults.Add(new($"{path}operator", "UNKNOWN_VALUE", "is required, and one of those of the contract"));
        }

        foreach (var (index, value) in predicate.Values.Index())
        {
            if (value.KindCase == Proto.ConditionValue.KindOneofCase.None)
            {
                faults.Add(new($"{path}values[{index}]", "REQUIRED", "has no value"));
            }
            else if (value.KindCase == Proto.ConditionValue.KindOneofCase.Date && CalendarDay.Of(value.Date) is null)
            {
                faults.Add(new($"{path}values[{index}].date", "OUT_OF_RANGE", "isn't a day of the calendar"));
            }
        }
    }

    private static void Refuse(IReadOnlyList<ConditionFault> faults, Func<ConditionFault, (string Field, string Description)> say)
    {
        if (faults.Count > 0)
        {
            throw RpcErrors.InvalidArgument(
                [
                    .. faults.Select(fault => new BadRequest.Types.FieldViolation
                    {
                        Field = say(fault).Field,
                        Description = say(fault).Description,
                        Reason = fault.Reason,
                    }),
                ]).ToRpcException();
        }
    }
}
