using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>
/// What a group becomes, written down another way: plain texts and numbers, no records, no decisions. A person's entry is the role
/// ("" for removed) and the strength of who decided.
/// </summary>
internal sealed class GroupModel
{
    private static readonly Dictionary<string, string> Next = new()
    {
        ["-"] = "New",
        ["New"] = "Talk Lost",
        ["Talk"] = "Won Lost",
        ["Won"] = "",
        ["Lost"] = "New",
    };

    private int _influencersRequired = 2;
    private bool _touched;
    private bool _membersTouched;

    public SortedDictionary<string, (string Role, int Strength)> People { get; } = [];

    public string Stage { get; private set; } = "-";

    public string Status { get; private set; } = "";

    public int Completeness { get; private set; }

    public int? Engagement { get; private set; }

    public int Revision { get; private set; } = 7;

    /// <summary>What the last change told.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What the last change put into the history.</summary>
    public List<string> Remembered { get; } = [];

    /// <summary>One change; answers what became of each happening.</summary>
    public IReadOnlyList<string> Change(params Happening[] happenings)
    {
        Told.Clear();
        Remembered.Clear();
        (_touched, _membersTouched) = (false, false);
        string[] outcomes = [.. happenings.Select(Happen)];
        var recount = _membersTouched;
        if (happenings.Length == 0)
        {
            _influencersRequired = 3 - _influencersRequired;
            recount = true;
        }

        if (recount && Count() is var score && score != Completeness)
        {
            Told.Add($"CompletenessChanged : {Completeness} % > {score} %");
            Completeness = score;
            _touched = true;
        }

        Revision += _touched ? 1 : 0;
        return outcomes;
    }

    private string Happen(Happening happening)
    {
        var (what, person, to, source) = happening;
        switch (what)
        {
            case "assign" or "change role" when to == "nothing":
                return "RoleNotInTemplate";
            case "change role" when !IsMember(person):
                return "NotAMember";
            case "assign" or "change role" or "remove":
                return Ask(what, person, to, (int)source);
            case "release":
                return Release(person, (int)source);
            case "leave" when IsMember(person):
                Remembered.Add($"LeaveAccount {person} Applied");
                Put(person, person, "", (int)DecisionSource.System);
                return "";
            case "erase":
                Remembered.RemoveAll(entry => entry.Split(' ')[1] == person);
                if (IsMember(person))
                {
                    Put(person, "", "", 0);
                }

                People.Remove(person);
                return "";
            case "move" when to == "Nowhere":
                return "UnknownStage";
            case "move" when to == Stage:
                return "Unchanged";
            case "move" when !Next[Stage].Split(' ').Contains(to):
                return "NotAllowed";
            case "move":
                Told.Add($"StageChanged : {Stage} > {to}");
                (Stage, _touched) = (to, true);
                return "Applied";
            case "status" when to == Status:
                return "Unchanged";
            case "status":
                Told.Add($"StatusChanged : '{Status}' > '{to}'");
                (Status, _touched) = (to, true);
                return "Applied";
            case "engage":
                if (to != (Engagement ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture))
                {
                    Told.Add($"EngagementChanged : {(Engagement is { } before ? before : "-")} > {to}");
                }

                Engagement = to[0] - '0';
                return "";
            default:
                return "";
        }
    }

    private string Ask(string what, string person, string role, int strength)
    {
        var known = People.TryGetValue(person, out var stands);
        var wins = !known || strength > stands.Strength || (strength == stands.Strength && role != stands.Role);
        var outcome = wins ? "Applied" : role == stands.Role ? "Unchanged" : "Overruled";
        if (outcome != "Unchanged")
        {
            Remembered.Add($"{what switch { "assign" => "Assign", "remove" => "Remove", _ => "ChangeRole" }} {person} {outcome}");
        }

        if (wins)
        {
            Put(person, person, role, strength);
        }

        return outcome;
    }

    private string Release(string person, int strength)
    {
        if (!People.TryGetValue(person, out var stands) || stands.Strength == (int)DecisionSource.System)
        {
            return "Unchanged";
        }

        var outcome = strength < stands.Strength ? "Overruled" : "Applied";
        Remembered.Add($"Release {person} {outcome}");
        if (outcome == "Applied")
        {
            Put(person, person, stands.Role, (int)DecisionSource.System);
        }

        return outcome;
    }

    private void Put(string person, string toldAs, string role, int strength)
    {
        var before = People.TryGetValue(person, out var stands) ? stands.Role : "";
        if (before != role)
        {
            var what = before == "" ? "MemberAssigned" : role == "" ? "MemberRemoved" : "RoleChanged";
            Told.Add($"{what} {toldAs}: {(before == "" ? "-" : before)} > {(role == "" ? "-" : role)}");
        }

        People[person] = (role, strength);
        (_touched, _membersTouched) = (true, true);
    }

    private bool IsMember(string person) => People.TryGetValue(person, out var stands) && stands.Role != "";

    // Halves and quarters: exact in doubles.
    private int Count()
    {
        var influencers = People.Values.Count(stands => stands.Role == "influencer") / (double)_influencersRequired;
        var champions = People.Values.Any(stands => stands.Role == "champion") ? 1 : 0;
        return (int)(50 * (champions + Math.Min(influencers, 1)));
    }
}
