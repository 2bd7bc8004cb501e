/**
 * 200 words that UNIPEN's category 6 has not, in as many lengths as its test split has words of three letters or more:
 * a writer that is trained on it has to put them together from letters. Words of a novel (War and Peace, in the English
 * of Louise and Aylmer Maude) that occur in it three times, in lower case mostly, and are in CMU's pronouncing
 * dictionary; of those that begin with the same four letters one, by the order of their hashes. Made by
 * `tools/absentWords.ts`.
 */
export const ABSENT_WORDS: readonly string[] = `
  age ate awe bee cab cot dam din fir gay hid hum mad mop nap nod orb pin rid rob rum sly sob sum vow wag
  wig
  acts atom bark bath bury chit cord hack hail heap hind holy hood knit mare meek pace pays pins rent rosy
  rude ruts serf sink sung tact task tidy trap veil vile ways
  agile angry bushy creak dryly dwelt fires gleam haven hoofs husky icons levee linen logic misty muddy
  oaths palms ropes roses ruled sheds shoes sting swept whips wrath
  abrupt armies asylum beamed crowed deceit defect faults feebly gasped govern joyous keeper risked salons
  shaped shield soothe stared stifle sunken uphill youths
  censure curling dragged endless engaged faraway flaming grasped grouped hanging hearers imitate inherit
  modesty panting praying rectify refrain rounded sisters swagger sweetly turmoil wearied whirled
  allowing arrested awaiting bayonets biscuits depended encamped grumbled inflamed manifest pointing
  screamed shelters slippers snatched solitude theaters
  campfires capturing conferred creditors downwards eagerness expressed fluttered furiously glittered
  irritated lightning listeners perplexed prevented reasoning stupidity undecided vanishing
  accurately calculated clattering consequent disappoint discovered employment evacuation impassable
  incapacity noticeably perfection pleasantly pockmarked politeness transports
  commissions contemplate deliverance industrious painstaking trepidation
  dissatisfied distributing indifference respectfully
  conditionally corresponding
`
  .trim()
  .split(/\s+/u);
