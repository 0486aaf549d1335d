using BuyingGroups.Domain.Conditions;
using BuyingGroups.Server.Errors;
using Google.Rpc;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>Reads a condition of a request, in either of its forms, and refuses it with all its faults.</summary>
internal static class ConditionReader
{
    /// <summary>The condition, valid under the schema.</summary>
    /// <param name="condition">The condition in the request.</param>
    /// <param name="field">The path of its field in the request.</param>
    /// <param name="schema">The attributes that it may name.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT with every fault.</exception>
    public static Condition Read<TSubject>(Proto.Condition? condition, string field, AttributeSchema<TSubject> schema)
    {
        var violations = new List<BadRequest.Types.FieldViolation>();
        return Read(condition, field, schema, violations) ?? throw RpcErrors.InvalidArgument(violations).ToRpcException();
    }

    /// <summary>The condition, valid under the schema; null if it has faults, which are added to <paramref name="violations"/>.</summary>
    public static Condition? Read<TSubject>(
        Proto.Condition? condition, string field, AttributeSchema<TSubject> schema, List<BadRequest.Types.FieldViolation> violations)
    {
        var before = violations.Count;
        var read = (condition?.Tree, condition?.Text) switch
        {
            (null, null or "") => Refused(violations, field, "is required: a tree or a text", "REQUIRED"),
            (not null, not "") => Refused(violations, field, "has both a tree and a text; give one of them", "AMBIGUOUS"),
            ({ } tree, _) => ReadTree(tree, $"{field}.tree", violations),
            (null, { } text) => ReadText(text, $"{field}.text", violations),
        };
        foreach (var fault in read is null ? [] : ConditionRules.FaultsOf(read, schema))
        {
            _ = condition!.Tree is not null
                ? Refused(violations, $"{field}.tree.{fault.Path}".TrimEnd('.'), fault.Description, fault.Reason)
                : Refused(
                    violations,
                    $"{field}.text",
                    fault.Path.Length == 0 ? fault.Description : $"at {fault.Path}: {fault.Description}",
                    fault.Reason);
        }

        return violations.Count == before ? read : null;
    }

    private static Condition? ReadText(string text, string field, List<BadRequest.Types.FieldViolation> violations)
    {
        try
        {
            return ConditionText.Parse(text);
        }
        catch (ConditionTextException unreadable)
        {
            return Refused(violations, field, $"can't be read at column {unreadable.Column}: {unreadable.Expectation}", "MALFORMED");
        }
    }

    private static Condition? ReadTree(Proto.ConditionTree tree, string field, List<BadRequest.Types.FieldViolation> violations)
    {
        var faults = new List<ConditionFault>();
        Look(tree, "", faults);
        foreach (var fault in faults)
        {
            Refused(violations, $"{field}.{fault.Path}", fault.Description, fault.Reason);
        }

        return faults.Count == 0 ? tree.ToCondition() : null;
    }

    // Checks what a message can express and a condition can't: nodes without a kind, unknown operators, days that don't exist.
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

    private static Condition? Refused(List<BadRequest.Types.FieldViolation> violations, string field, string description, string reason)
    {
        violations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason });
        return null;
    }
}
