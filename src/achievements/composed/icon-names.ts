/**
 * The icons to choose from, by their names in Phosphor Icons (MIT), which the catalogues `icons` of config/locales say in words.
 * A name is never taken out: badges are drawn with it.
 */
export const ICON_NAMES: readonly string[] = `
trophy medal medal-military crown star star-four shooting-star seal-check certificate ranking target flag
flag-banner flag-checkered mountains steps stairs graduation-cap student chalkboard-teacher chalkboard lectern
exam book book-open book-open-text books bookmark notebook backpack pencil pencil-ruler pen-nib ruler
highlighter translate text-aa quotes scroll newspaper article presentation presentation-chart microphone-stage
microphone chats chat-circle-text megaphone envelope paper-plane-tilt phone headset flask test-tube atom dna
microscope magnet thermometer virus radioactive biohazard lightbulb lightbulb-filament lightning brain
head-circuit robot planet rocket-launch rocket binoculars magnifying-glass function pi sigma infinity
math-operations calculator percent angle compass-tool cube shapes chart-bar chart-line-up chart-pie
chart-scatter table database code brackets-curly terminal-window git-branch bug cpu circuitry desktop laptop
device-mobile keyboard browser cloud network share-network tree-structure game-controller puzzle-piece
strategy lock key fingerprint shield-check shield-star users-three users user user-gear handshake hand-heart
hands-clapping hand-fist thumbs-up smiley heart heartbeat stethoscope first-aid-kit syringe pill asclepius
tooth bandaids hospital wheelchair ear eye baby palette paint-brush bezier-curve scissors camera video-camera
film-slate mask-happy music-notes guitar piano-keys headphones globe-hemisphere-west globe globe-stand compass
map-trifold map-pin signpost path airplane-tilt train car bicycle truck sailboat anchor lighthouse tent leaf
plant potted-plant tree tree-evergreen flower flower-lotus grains tractor recycle drop waves fire sun
moon-stars snowflake windmill solar-panel paw-print bird butterfly fish horse briefcase buildings bank coins
piggy-bank currency-circle-dollar shopping-cart storefront scales gavel clipboard-text list-checks kanban
calendar-check clock hourglass timer gear wrench hammer screwdriver toolbox hard-hat factory blueprint house
fire-extinguisher warning chef-hat fork-knife coffee carrot barbell person-simple-run person-simple-hike
person-simple-swim soccer-ball basketball dice-five diamond gift confetti sword castle-turret question
check-circle
`
  .trim()
  .split(/\s+/);

/** All of them as symbols of one SVG. Names are only added: another number is another file, for caches. */
export const ICONS_URL = `/achievements/icons.svg?v=${ICON_NAMES.length}`;
