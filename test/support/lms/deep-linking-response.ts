import type { Course } from './course.js';
import type { Tool } from './tool.js';

/** One item of a deep linking response (LTI Deep Linking 2.0, 3.2). */
export interface ContentItem {
  type: string;
  title?: string;
  text?: string;
  url?: string;
  custom?: Record<string, string>;
  lineItem?: {
    label?: string;
    scoreMaximum: number;
    resourceId?: string;
    tag?: string;
  };
  submission?: { startDateTime?: string; endDateTime?: string };
  available?: { startDateTime?: string; endDateTime?: string };
  iframe?: { width?: number; height?: number };
}

export interface DeepLinkingResponse {
  tool: Tool;
  course: Course;
  items: ContentItem[];
  message: string;
  error: string;
}
