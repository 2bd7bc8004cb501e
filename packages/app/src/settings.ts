export {
  parseAssignment,
  settingsOf,
  type SettingsMaker,
  type SettingsOptions,
} from './settings/settingsMaker.ts';
export { recipeSettings, type Recipe } from './settings/recipeSettings.ts';
